using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>What the encoder, the decoder and their blocks share.</summary>
internal static class Layers
{
    private const double Epsilon = 1e-6;

    /// <summary>A norm that scales by one and shifts by zero; TorchSharp 0.107 leaves both as the memory was.</summary>
    public static GroupNorm Norm(int groups, int channels)
    {
        GroupNorm norm = nn.GroupNorm(groups, channels, Epsilon);
        nn.init.ones_(norm.weight);
        nn.init.zeros_(norm.bias);
        return norm;
    }

    /// <summary>Norm, SiLU, convolution. What lies between is freed at once: at full resolution it is what decoding needs most memory for.</summary>
    public static Tensor NormedAndConvolved(Tensor x, GroupNorm norm, Conv2d convolution)
    {
        using var scope = NewDisposeScope();
        Tensor normed = norm.call(x);
        Tensor active = nn.functional.silu(normed);
        normed.Dispose();
        return convolution.call(active).MoveToOuterDisposeScope();
    }

    /// <summary>Runs modules one after the other, each on what the one before gave; null stands for none.</summary>
    public static Tensor Run(Tensor x, IEnumerable<nn.Module<Tensor, Tensor>?> modules)
    {
        Tensor current = x;
        foreach (nn.Module<Tensor, Tensor>? module in modules)
        {
            if (module is null)
            {
                continue;
            }
            Tensor next = module.call(current);
            if (!ReferenceEquals(current, x))
            {
                current.Dispose();
            }
            current = next;
        }
        return current;
    }
}
