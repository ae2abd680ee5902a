using CausalFusion.Generation;

namespace CausalFusion.ML;

/// <summary>How <c>CaptionImages</c> writes captions.</summary>
public sealed class ImageCaptioningOptions : ModelFileOptions
{
    /// <summary>How tokens are chosen, how many there are at most, and the batch. Default <see cref="CaptionOptions"/>' own: the likeliest.</summary>
    public CaptionOptions Captioning { get; set; } = new();

    /// <summary>
    /// The column to put each caption's score into, a <see cref="float"/>: the natural logarithm of the probability that the network gives what it
    /// wrote. Null (the default) for none.
    /// </summary>
    public string? ScoreColumnName { get; set; }

    /// <summary>
    /// The column of texts that says how each caption begins; the network goes on with it, and it is part of the caption. An empty text is no
    /// beginning. Null (the default) for none.
    /// </summary>
    public string? BeginningColumnName { get; set; }

    /// <summary>
    /// The column of whole numbers that holds each caption's seed, where tokens are drawn (<see cref="CaptionDecoding.Sampling"/>). Null (the
    /// default) is the column "Seed", where there is one. A row without a seed gets one from <see cref="Seed"/> and its id.
    /// </summary>
    public string? SeedColumnName { get; set; }

    /// <summary>The seed of rows without one of their own, any value. Default 0.</summary>
    public ulong Seed { get; set; }

    /// <summary>What is done with images of another size than the network's. Default an error.</summary>
    public ImageSizing Sizing { get; set; } = ImageSizing.Exact;

    /// <summary>How the column of images holds pixels, where it is one of vectors. Default planar, 0 to 255.</summary>
    public PixelVectorFormat InputFormat { get; set; } = new();

    /// <summary>
    /// Stops the computation before its next token: whoever reads the new column then gets an <see cref="OperationCanceledException"/>. No model file
    /// holds it (<see cref="ModelTransformer.WithCancellation"/> gives a loaded transformer one). Default none.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }
}
