using System.Globalization;
using CausalFusion.Images;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Networks;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Data;

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

    /// <summary>The column of features: Feature0, Feature1, …</summary>
    public DataViewSchema.DetachedColumn FeaturesOf(ImageModelConfig config) => new(
        OutputColumn,
        new VectorDataViewType(NumberDataViewType.Single, config.Width),
        SlotNames.Of(config.Width, slot => string.Create(CultureInfo.InvariantCulture, $"Feature{slot}")));

    public override void CheckInput(SchemaShape input, ImageModelConfig config, ImageShape images) => ImagesOf(images).Check(input);

    public override SchemaShape AddOutput(SchemaShape input, ImageModelConfig config, ImageShape images) =>
        input.With(OutputColumn, FeaturesOf(config).Type, FeaturesOf(config).Annotations);

    public override void Validate(ImageModelConfig config, ModelInfo info)
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
