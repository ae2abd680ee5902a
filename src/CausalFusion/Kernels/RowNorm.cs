using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>A LayerNorm over rows.</summary>
/// <param name="Weight">γ, float32, (W).</param>
/// <param name="Bias">β, float32, (W).</param>
/// <param name="Epsilon">ε.</param>
internal sealed record RowNorm(Tensor Weight, Tensor Bias, float Epsilon);
