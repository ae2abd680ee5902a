using CausalFusion.Generation;

namespace CausalFusion.ML;

/// <summary>What <c>GenerateImages</c> and <c>EditImages</c> have in common.</summary>
public abstract class ImageSamplingOptions : ModelFileOptions
{
    private protected ImageSamplingOptions()
    {
    }

    /// <summary>
    /// How images are sampled: AR steps × diffusion steps, guidance, temperature, batch. Default <see cref="GenerationOptions"/>' own.
    /// </summary>
    public GenerationOptions Generation { get; set; } = new();

    /// <summary>
    /// The column of whole numbers that holds each image's seed; the same input and seed give the same image. Null (the default) is the
    /// column "Seed", where there is one. A row without a seed gets one from <see cref="Seed"/> and its id.
    /// </summary>
    public string? SeedColumnName { get; set; }

    /// <summary>The seed of rows without one of their own, any value. Default 0.</summary>
    public ulong Seed { get; set; }

    /// <summary>
    /// The column of floating-point numbers that holds each image's guidance scale, in the place of the one of <see cref="Generation"/>, which a
    /// missing value (NaN) stands for. Rows of the same scale are generated together. Null (the default) for none.
    /// </summary>
    public string? GuidanceColumnName { get; set; }

    /// <summary>
    /// The column of texts that holds each image's negative prompt, which guidance leads away from, in the place of
    /// <see cref="GenerationOptions.Negative"/>, which an empty text stands for. Rows of the same one are generated together. For networks that read
    /// text. Null (the default) for none.
    /// </summary>
    public string? NegativePromptColumnName { get; set; }

    /// <summary>
    /// The names of the network's classes in their order, by which a column says classes (<see cref="Conditions.ClassNames"/>). Null (the default)
    /// takes those that the network was saved with or trained on, if any.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; set; }

    /// <summary>What the new column holds. Default images.</summary>
    public ImageOutputKind Output { get; set; } = ImageOutputKind.Image;

    /// <summary>How the new column's vectors hold pixels, where it is one of pixels. Default planar, 0 to 255.</summary>
    public PixelVectorFormat OutputFormat { get; set; } = new();

    /// <summary>
    /// Stops the generation before its next diffusion step: whoever reads the new column then gets an <see cref="OperationCanceledException"/>. No
    /// model file holds it (<see cref="ModelTransformer.WithCancellation"/> gives a loaded transformer one). Default none.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }
}

/// <summary>How <c>GenerateImages</c> generates.</summary>
public sealed class ImageGenerationOptions : ImageSamplingOptions;
