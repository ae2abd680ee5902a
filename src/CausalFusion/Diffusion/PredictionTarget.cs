namespace CausalFusion.Diffusion;

/// <summary>What a network predicts from a noised token, and so what its loss compares with (FACTS.md §4).</summary>
public enum PredictionTarget
{
    /// <summary>The noise ε that was added (the paper's default).</summary>
    Noise,

    /// <summary>The clean latent x₀ (the paper's variant †).</summary>
    Clean,
}
