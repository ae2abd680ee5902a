using System.Text.Json.Serialization;

namespace CausalFusion.ML.Networks;

/// <summary>What the settings of all components have in common.</summary>
internal abstract record ComponentSettings
{
    /// <summary>The hash of the autoencoder that is in the model file too; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AutoencoderHash { get; set; }
}
