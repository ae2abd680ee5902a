using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Families;
using CausalFusion.Models;

namespace CausalFusion.Cli.Models;

/// <summary>Says what is in a model file, without reading its weights.</summary>
internal static class ModelInspection
{
    /// <summary>The file's format, as the command line calls it.</summary>
    public static string FormatName(ModelFileFormat format) => format switch
    {
        ModelFileFormat.Bundle => "bundle",
        ModelFileFormat.TrainingCheckpoint => "training-checkpoint",
        ModelFileFormat.Safetensors => "safetensors",
        _ => "pytorch",
    };

    /// <param name="file">The file.</param>
    /// <param name="like">What the weights do not show.</param>
    public static ModelSummary Summarize(ModelFile file, ImageModelConfig? like) => (ModelFamilies.Find(file), KlAutoencoder.Recognizes(file)) switch
    {
        ({ } family, _) => ModelSummary.Of(family.ConfigOf(file, like)),
        (null, true) when file.Config is not null => ModelSummary.Of(KlAutoencoderConfig.FromJson(file.Config)),
        (null, var isAutoencoder) => new ModelSummary
        {
            Kind = file.Kind ?? (isAutoencoder ? KlAutoencoderConfig.Kind : null),
            Parameters = file.Weights.Entries.Values.Where(entry => entry.Unreadable is null).Sum(entry => entry.ElementCount),
            Unknown = file.Kind is null && !isAutoencoder ? ModelFamilies.DescribeUnknown(file) : null,
        },
    } with
    {
        File = file.Name,
        Format = FormatName(file.Format),
        Part = file.Part,
        Parts = file.Parts.Count > 0 ? file.Parts : null,
        Tensors = file.TensorCount,
        ClassNames = ModelInfo.Of(file).ClassNames is { Count: > 0 } names ? names : null,
    };
}
