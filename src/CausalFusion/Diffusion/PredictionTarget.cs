namespace CausalFusion.Diffusion;

/// <summary>What a network predicts from a noised token, and so what its loss compares with (paper, Eq. 4 and Table 6b).</summary>
public enum PredictionTarget
{
    /// <summary>The noise ε that was added (the paper's default).</summary>
    Noise,

    /// <summary>The clean latent x₀ (the paper's variant †).</summary>
    Clean,
}
