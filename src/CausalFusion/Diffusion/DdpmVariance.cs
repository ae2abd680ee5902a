namespace CausalFusion.Diffusion;

/// <summary>The variance of an ancestral step whose network has not learned it.</summary>
internal enum DdpmVariance
{
    /// <summary>β_t (the paper's).</summary>
    FixedLarge,

    /// <summary>The variance of q(x_{t−1} | x_t, x₀), which is smaller: β_t·(1 − ᾱ_{t−1})/(1 − ᾱ_t).</summary>
    FixedSmall,
}
