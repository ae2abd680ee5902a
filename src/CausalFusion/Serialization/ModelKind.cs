namespace CausalFusion.Serialization;

/// <summary>What a model bundle can hold, as its metadata say it.</summary>
public static class ModelKind
{
    /// <summary>A CausalFusion transformer. A bundle that doesn't say its kind is of this one.</summary>
    public const string CausalFusion = "causalfusion";

    /// <summary>A diffusion transformer with adaptive layer norms or with its conditions in the sequence.</summary>
    public const string DiT = "dit";

    /// <summary>A KL-regularised autoencoder of images.</summary>
    public const string KlAutoencoder = "kl-autoencoder";
}
