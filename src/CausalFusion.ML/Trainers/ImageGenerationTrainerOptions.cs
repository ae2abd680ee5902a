using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML.Columns;
using CausalFusion.Models;

namespace CausalFusion.ML;

/// <summary>
/// What the trainers of <c>ImageGeneration</c> have in common: the columns, the images, the network, how to train and how to sample.
/// </summary>
public abstract class ImageGenerationTrainerOptions : ImageTrainerOptions
{
    internal const string DefaultLabelColumn = "Label", DefaultOutputColumn = "GeneratedImage";

    private protected ImageGenerationTrainerOptions()
    {
    }

    /// <summary>
    /// The column of their labels: a key, whose first value is class 0, whole numbers from 0, or the classes' names. Default "Label".
    /// </summary>
    public string LabelColumnName { get; set; } = DefaultLabelColumn;

    /// <summary>
    /// The number of classes, at least 1, for labels that do not show it. Null (the default): as many as <see cref="ClassNames"/> are, as the key
    /// type has values, as there are different names; of whole numbers one more than the largest, up to 1,000,000.
    /// </summary>
    public int? Classes { get; set; }

    /// <summary>
    /// The names of the classes, different ones, in their order: a label of another text is an error. Null (the default): what a key's values are
    /// called; of texts the different ones as they first appear; of whole numbers none.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; set; }

    /// <summary>The column that the trained transformer puts images into. Default "GeneratedImage".</summary>
    public string OutputColumnName { get; set; } = DefaultOutputColumn;

    /// <summary>
    /// The column of whole numbers from which the trained transformer takes each image's seed; training does not need it. Null (the default) is the
    /// column "Seed", where there is one. A row without a seed gets one from <see cref="ImageTrainerOptions.Seed"/> and its id.
    /// </summary>
    public string? SeedColumnName { get; set; }

    /// <summary>How the trained transformer samples. Default <see cref="GenerationOptions"/>' own.</summary>
    public GenerationOptions Generation { get; set; } = new();

    /// <summary>The column of labels.</summary>
    internal ClassColumn Labels => new(LabelColumnName, Classes, ClassNames, IsLearned: true);

    /// <summary>The configuration of the network that is trained.</summary>
    /// <param name="shape">Its images, or their latents.</param>
    /// <param name="classes">Their classes.</param>
    internal abstract ImageModelConfig ConfigFor(ImageShape shape, int classes);

    /// <summary>These options as they are now: later changes do not reach who holds the copy.</summary>
    internal ImageGenerationTrainerOptions Copy()
    {
        var copy = (ImageGenerationTrainerOptions)MemberwiseClone();
        copy.ClassNames = ClassNames is null ? null : [.. ClassNames];
        return copy;
    }

    private protected override void ValidateColumns()
    {
        ArgumentException.ThrowIfNullOrEmpty(LabelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        if (SeedColumnName is "")
        {
            throw new ArgumentException("SeedColumnName must be null or a column's name; found an empty text.");
        }
        ValidateClasses();
    }

    private protected override ImageModelConfig ConfigBeforeData(ImageShape shape) => ConfigFor(shape, classes: 1);

    private protected override void ValidateUse(ImageModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(Generation);
        Generation.Validate(config, Schedule);
    }

    private void ValidateClasses()
    {
        if (Classes is < 1)
        {
            throw new ArgumentException($"Classes must be null or at least 1; found {Classes}.");
        }
        if (ClassNames is null)
        {
            return;
        }
        if (ClassNames.Count == 0 || ClassNames.Any(string.IsNullOrEmpty) || ClassNames.Distinct().Count() != ClassNames.Count)
        {
            throw new ArgumentException($"ClassNames must be null or different names, none of them empty; found "
                + $"{string.Join(", ", ClassNames.Select(name => $"'{name}'"))}.");
        }
        if (Classes is { } classes && classes != ClassNames.Count)
        {
            throw new ArgumentException($"ClassNames must have {classes} names, as many as Classes; found {ClassNames.Count}.");
        }
    }
}
