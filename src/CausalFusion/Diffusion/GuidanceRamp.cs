namespace CausalFusion.Diffusion;

/// <summary>
/// How the guidance scale g rises along the AR axis: with p the share of the generated tokens that is finished when a step ends, so that the last
/// step always has g.
/// </summary>
public enum GuidanceRamp
{
    /// <summary>g at every AR step.</summary>
    Constant,

    /// <summary>1 + (g − 1)·p.</summary>
    Linear,

    /// <summary>1 + (g − 1)·(1 − cos πp)/2: slow at both ends.</summary>
    Cosine,
}
