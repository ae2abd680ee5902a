using CausalFusion.Families.CausalFusion;
using CausalFusion.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Gpu;

/// <summary>Networks with the same weights on every device, none of which is zero.</summary>
internal static class FilledModel
{
    private const ulong Seed = 11;

    /// <summary>With heads of 16 values, which the flash kernels take.</summary>
    public static CausalFusionConfig Small { get; } = Tiny.Config with { Width = 64 };

    public static CausalFusionModel Make(CausalFusionConfig config, Device device, ScalarType type)
    {
        CausalFusionModel model = Tiny.Model(config, Seed, device);
        if (type != ScalarType.Float32)
        {
            model.to(type);
        }
        return model;
    }

    public static Tensor Normal(ulong name, params long[] shape) => Tiny.Normal(Seed, name, shape);
}
