using CausalFusion.Generation;

namespace CausalFusion.ML.Transforms;

/// <summary>How <c>GenerateImages</c> draws.</summary>
public sealed class ImageGenerationOptions
{
    /// <summary>How images are sampled: AR steps × diffusion steps, guidance, temperature, batch. Default <see cref="GenerationOptions"/>' own.</summary>
    public GenerationOptions Generation { get; set; } = new();

    /// <summary>
    /// The column of whole numbers that holds each image's seed; the same label and seed give the same image. Null (the default) is the
    /// column "Seed", where there is one. A row without a seed gets one from <see cref="Seed"/> and its id.
    /// </summary>
    public string? SeedColumnName { get; set; }

    /// <summary>The seed of rows without one of their own, any value. Default 0.</summary>
    public ulong Seed { get; set; }
}
