using CausalFusion.Images;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Networks;
using CausalFusion.Models;

namespace CausalFusion.ML.Featurization;

/// <summary>An image featurizer's settings as a model file holds them.</summary>
internal sealed record FeaturizerSettings : ComponentSettings
{
    public required string ImageColumn { get; init; }

    public required int Layer { get; init; }

    public int BatchSize { get; init; } = 64;

    public ImageSizing Sizing { get; init; } = ImageSizing.Exact;

    public PixelVectorFormat InputFormat { get; init; } = new();

    /// <summary>The layer whose features are used where none is named: three quarters of the depth, rounded up.</summary>
    public static int DefaultLayer(ImageModelConfig config) => ((config.Layers * 3) + 3) / 4;

    /// <summary>The column of images.</summary>
    public ImageInput ImagesOf(ImageShape shape) => new(ImageColumn, shape, Sizing, InputFormat);

    /// <summary>Checks the settings against a network.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Validate(ImageModelConfig config)
    {
        if (Layer < 1 || Layer > config.Layers)
        {
            throw new ArgumentException($"Layer must lie in 1…{config.Layers}, the network's layers; found {Layer}.");
        }
        if (BatchSize < 1)
        {
            throw new ArgumentException($"BatchSize must be at least 1; found {BatchSize}.");
        }
        ImagesOf(default).Validate();
    }
}
