using CausalFusion.ML.Tests.Data;
using Microsoft.ML;

namespace CausalFusion.ML.Tests.Conformance;

/// <summary>A trainer of ours as the conformance tests see it: one that learns pictures in a moment.</summary>
/// <param name="Estimator">Makes it, with options that were set by what is given.</param>
internal sealed record Trainer(Func<MLContext, Action<ImageGenerationTrainerOptions>, IEstimator<ImageGenerationTransformer>> Estimator)
{
    /// <summary>The column that it puts images into.</summary>
    public const string Output = "GeneratedImage";

    /// <summary>A trainer by its catalog's method.</summary>
    /// <param name="options">Makes the options of a small network.</param>
    /// <param name="make">The method.</param>
    public static Trainer Of<TOptions>(Func<TOptions> options, Func<MLContext, TOptions, IEstimator<ImageGenerationTransformer>> make)
        where TOptions : ImageGenerationTrainerOptions => new((ml, change) =>
        {
            TOptions made = options();
            change(made);
            return make(ml, made);
        });

    /// <summary>Makes the trainer.</summary>
    /// <param name="ml">Where.</param>
    /// <param name="images">The column of images, or of vectors of pixels.</param>
    /// <param name="label">The column of labels.</param>
    /// <param name="change">Sets further options.</param>
    public IEstimator<ImageGenerationTransformer> Make(
        MLContext ml, string images =
            nameof(Example.Image), string label = nameof(Example.Key), Action<ImageGenerationTrainerOptions>? change = null) =>
        Estimator(ml, options =>
        {
            options.ImageColumnName = images;
            options.LabelColumnName = label;
            change?.Invoke(options);
        });
}
