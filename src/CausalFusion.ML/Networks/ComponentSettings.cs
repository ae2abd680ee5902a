namespace CausalFusion.ML.Networks;

/// <summary>What the settings of all components have in common, as a model file holds them.</summary>
internal abstract record ComponentSettings
{
    /// <summary>The column that the component adds.</summary>
    public required string OutputColumn { get; init; }

    /// <summary>The hash of the autoencoder that is in the model file too; null where there is none.</summary>
    public string? AutoencoderHash { get; init; }
}
