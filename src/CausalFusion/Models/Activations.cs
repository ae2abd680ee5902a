using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>Activation functions that the library of tensors lacks.</summary>
internal static class Activations
{
    /// <summary>The tanh approximation of GELU: x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))).</summary>
    /// <returns>A tensor of the same shape that the caller owns.</returns>
    public static Tensor GeluTanh(Tensor x)
    {
        if (FusedGelu.IsSupported(x))
        {
            return FusedGelu.Apply(x);
        }
        using var scope = NewDisposeScope();
        Tensor cubic = x * ((x * x * 0.044715) + 1.0);
        return (x * 0.5 * ((cubic * Math.Sqrt(2 / Math.PI)).tanh() + 1.0)).MoveToOuterDisposeScope();
    }
}
