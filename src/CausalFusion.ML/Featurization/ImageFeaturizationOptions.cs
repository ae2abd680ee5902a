namespace CausalFusion.ML;

/// <summary>How <c>FeaturizeImages</c> computes features.</summary>
public sealed class ImageFeaturizationOptions : ModelFileOptions
{
    /// <summary>How many blocks of the network to run, 1 to its number of layers. Null (the default) is three quarters of them, rounded up.</summary>
    public int? Layer { get; set; }

    /// <summary>Images that are run at once, at least 1; the features do not depend on it beyond rounding. Default 64.</summary>
    public int BatchSize { get; set; } = 64;

    /// <summary>What is done with images of another size than the network's. Default an error.</summary>
    public ImageSizing Sizing { get; set; } = ImageSizing.Exact;

    /// <summary>How the column of images holds pixels, where it is one of vectors. Default planar, 0 to 255.</summary>
    public PixelVectorFormat InputFormat { get; set; } = new();

    /// <summary>
    /// Stops the computation before its next batch: whoever reads the new column then gets an <see cref="OperationCanceledException"/>. No model file
    /// holds it (<see cref="ModelTransformer.WithCancellation"/> gives a loaded transformer one). Default none.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }
}
