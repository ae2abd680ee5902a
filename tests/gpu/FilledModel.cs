using CausalFusion.Families.CausalFusion;
using CausalFusion.Randomness;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Gpu;

/// <summary>Networks with the same weights on every device, none of which is zero.</summary>
internal static class FilledModel
{
    public static CausalFusionConfig Small { get; } = new()
    {
        ImageSize = 8,
        Channels = 3,
        PatchSize = 2,
        Width = 64,
        Layers = 3,
        Heads = 4,
        Classes = 7,
        ClassTokens = 3,
        LearnedPositions = true,
    };

    public static CausalFusionModel Make(CausalFusionConfig config, Device device, ScalarType type)
    {
        var model = new CausalFusionModel(config, device: device);
        using var noGrad = no_grad();
        ulong index = 0;
        foreach ((string name, Parameter parameter) in model.named_parameters())
        {
            using var scope = NewDisposeScope();
            bool isNormWeight = name.EndsWith("norm.weight", StringComparison.Ordinal) || name.EndsWith("norm1.weight", StringComparison.Ordinal)
                || name.EndsWith("norm2.weight", StringComparison.Ordinal) || name == "final_layer.0.weight";
            parameter.copy_((Normal(index++, parameter.shape) * 0.15) + (isNormWeight ? 1.0 : 0.0));
        }
        if (type != ScalarType.Float32)
        {
            model.to(type);
        }
        return model;
    }

    public static Tensor Normal(ulong name, params long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        new RandomStream(11, name).FillNormal(values);
        return tensor(values, shape);
    }
}
