using CausalFusion.Data;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using CausalFusion.Images;
using CausalFusion.Models;
using CausalFusion.Randomness;
using static TorchSharp.torch;

namespace CausalFusion.TestKit;

/// <summary>Small networks for tests.</summary>
public static class Tiny
{
    public static CausalFusionConfig Config { get; } = new()
    {
        ImageSize = 8,
        Channels = 3,
        PatchSize = 2,
        Width = 48,
        Layers = 3,
        Heads = 4,
        Classes = 7,
        ClassTokens = 3,
        LearnedPositions = true,
    };

    public static DitConfig DitConfig { get; } = new() { ImageSize = 8, Channels = 3, PatchSize = 4, Width = 16, Layers = 2, Heads = 2, Classes = 3 };

    /// <summary>A network in which no weight is zero, so that every part shows in the output.</summary>
    public static CausalFusionModel Model(CausalFusionConfig? config = null, ulong seed = 1, Device? device = null) =>
        Filled(new CausalFusionModel(config ?? Config, device: device), seed);

    /// <summary>A DiT in which no weight is zero.</summary>
    public static DitModel Dit(DitConfig? config = null, ulong seed = 1) => Filled(new DitModel(config ?? DitConfig), seed);

    /// <summary>42 images of a smooth gradient whose direction tells the class.</summary>
    public static IImageDataset Dataset()
    {
        using var builder = new ImageDatasetBuilder(new ImageShape(8, 8, 3));
        var random = new RandomStream(12);
        byte[] pixels = new byte[8 * 8 * 3];
        for (int i = 0; i < 42; i++)
        {
            double angle = i % 7 * Math.PI / 7, offset = random.NextDouble() * 20;
            for (int p = 0; p < pixels.Length; p++)
            {
                pixels[p] = (byte)(100 + offset + (8 * ((p / 3 % 8 * Math.Cos(angle)) + (p / 24 * Math.Sin(angle)))));
            }
            builder.Add(pixels, i % 7);
        }
        return builder.Build();
    }

    public static Tensor Normal(ulong seed, ulong name, params long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        new RandomStream(seed, name).FillNormal(values);
        return tensor(values, shape);
    }

    /// <summary>Gives a network weights none of which is zero.</summary>
    public static T Filled<T>(T model, ulong seed = 1)
        where T : ImageModel
    {
        using var noGrad = no_grad();
        ulong index = 0;
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in model.named_parameters())
        {
            using var scope = NewDisposeScope();
            bool isNormWeight = name.EndsWith("norm.weight", StringComparison.Ordinal) || name.EndsWith("norm1.weight", StringComparison.Ordinal)
                || name.EndsWith("norm2.weight", StringComparison.Ordinal) || name is "final_layer.0.weight" or "text_head.0.weight";
            parameter.copy_((Normal(seed, index++, parameter.shape) * 0.15) + (isNormWeight ? 1.0 : 0.0));
        }
        return model;
    }
}
