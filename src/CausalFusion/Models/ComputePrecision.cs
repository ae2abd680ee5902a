namespace CausalFusion.Models;

/// <summary>The number type that a network computes in. Its weights are float32 in any case, as are their average and the optimizer.</summary>
public enum ComputePrecision
{
    /// <summary>float32, as the weights are.</summary>
    Full,

    /// <summary>
    /// bfloat16, from a rounded copy of the weights; sums and the residual stream stay float32. Faster on a GPU, and on processors with instructions
    /// for it (AVX512_BF16, AMX), where a step takes about half of the time; other processors are far slower with it than with float32.
    /// </summary>
    BFloat16,
}
