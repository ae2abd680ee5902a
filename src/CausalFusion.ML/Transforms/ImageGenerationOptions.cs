namespace CausalFusion.ML.Transforms;

/// <summary>How <c>GenerateImages</c> draws.</summary>
public sealed class ImageGenerationOptions : ImageDrawingOptions
{
    /// <summary>
    /// How many of the first channels guidance covers, at least 1, where the network is a DiT; the others are then the conditional prediction. Null (the default) is 3, as DiT
    /// was published, on latents of 4. It must be null for a CausalFusion network, which is guided in all.
    /// </summary>
    public int? GuidedChannels { get; set; }
}
