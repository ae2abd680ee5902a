using CausalFusion.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>Activation functions.</summary>
internal static class Activations
{
    /// <summary>The tanh approximation of GELU: x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))).</summary>
    /// <returns>A tensor of the same shape that the caller owns.</returns>
    public static Tensor GeluTanh(Tensor x) => FusedGelu.IsSupported(x) ? FusedGelu.Apply(x) : x.gelu(GELU.Approximate.tanh);
}
