namespace CausalFusion.Diffusion;

/// <summary>
/// What a network predicts of a noised token x_t = α·x₀ + σ·ε, with α = √ᾱ and σ = √(1 − ᾱ); and in which of these its error is measured. One
/// follows from x_t and another, so every sampler works with each.
/// </summary>
public enum PredictionTarget
{
    /// <summary>The noise ε that was added (paper, Eq. 4: its default).</summary>
    Noise,

    /// <summary>The clean x₀ (the paper's variant †, Table 6b).</summary>
    Clean,

    /// <summary>The velocity v = α·ε − σ·x₀ (Salimans and Ho 2022).</summary>
    Velocity,
}
