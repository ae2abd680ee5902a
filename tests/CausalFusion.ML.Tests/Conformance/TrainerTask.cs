using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Conformance;

/// <summary>What a trainer learns.</summary>
/// <param name="Output">The column that what it trains makes.</param>
/// <param name="OutputType">The column's type.</param>
/// <param name="Label">The column of the examples that says what images are of.</param>
/// <param name="Role">What messages call that column.</param>
/// <param name="Expected">What it must be, as messages say it.</param>
/// <param name="Learned">What is learned of twelve examples, as the log says it.</param>
/// <param name="SetLabel">Names that column to the options.</param>
/// <param name="Relabel">Makes a column "Class" that says the same.</param>
/// <param name="Featurize">Makes a column "Features" of the output.</param>
internal sealed record TrainerTask(
    string Output,
    Type OutputType,
    string Label,
    string Role,
    string Expected,
    string Learned,
    Action<ImageTrainerOptions, string> SetLabel,
    Func<MLContext, IEstimator<ITransformer>> Relabel,
    Func<MLContext, IEstimator<ITransformer>> Featurize)
{
    public static TrainerTask Generation { get; } = new(
        "GeneratedImage", typeof(ImageDataViewType), nameof(Example.Key), "label", "Key, whole numbers or String", "in 3 classes",
        (options, name) => ((ImageGenerationTrainerOptions)options).LabelColumnName = name,
        ml => ml.Transforms.Conversion.MapValueToKey("Class", nameof(Example.Label)),
        ml => ml.Transforms.ExtractPixels("Features", "GeneratedImage"));

    public static TrainerTask Captioning { get; } = new(
        "GeneratedCaption", typeof(TextDataViewType), nameof(Example.Caption), "caption", "String or a vector of String", "with 12 captions",
        (options, name) => ((ImageCaptioningTrainerOptions)options).CaptionColumnName = name,
        ml => ml.Transforms.CopyColumns("Class", nameof(Example.Caption)),
        ml => ml.Transforms.Text.FeaturizeText("Features", "GeneratedCaption"));
}
