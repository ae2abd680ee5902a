using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Conformance;

/// <summary>A trainer of ours as the conformance tests see it: one that learns pictures in a moment.</summary>
/// <param name="Estimator">Makes it, with options that were set by what is given.</param>
/// <param name="Task">What it learns.</param>
internal sealed record Trainer(Func<MLContext, Action<ImageTrainerOptions>, IEstimator<ModelTransformer>> Estimator, TrainerTask Task)
{
    /// <summary>The column that it puts images or captions into.</summary>
    public string Output => Task.Output;

    /// <summary>A trainer by its catalog's method.</summary>
    /// <param name="task">What it learns.</param>
    /// <param name="options">Makes the options of a small network.</param>
    /// <param name="make">The method.</param>
    public static Trainer Of<TOptions>(TrainerTask task, Func<TOptions> options, Func<MLContext, TOptions, IEstimator<ModelTransformer>> make)
        where TOptions : ImageTrainerOptions => new(
        (ml, change) =>
        {
            TOptions made = options();
            change(made);
            return make(ml, made);
        },
        task);

    /// <summary>Makes the trainer.</summary>
    /// <param name="ml">Where.</param>
    /// <param name="images">The column of images, or of vectors of pixels.</param>
    /// <param name="label">The column of labels or captions; the task's where null.</param>
    /// <param name="change">Sets further options.</param>
    public IEstimator<ModelTransformer> Make(
        MLContext ml, string images = nameof(Example.Image), string? label = null, Action<ImageTrainerOptions>? change = null) =>
        Estimator(ml, options =>
        {
            options.ImageColumnName = images;
            Task.SetLabel(options, label ?? Task.Label);
            change?.Invoke(options);
        });

    /// <summary>What comes out for one row, by a prediction engine.</summary>
    public Func<Example, float[]> Predict(MLContext ml, ITransformer model)
    {
        var options = new PredictionEngineOptions { OwnsTransformer = false };
        if (Task == TrainerTask.Generation)
        {
            PredictionEngine<Example, Drawing> drawing = ml.Model.CreatePredictionEngine<Example, Drawing>(model, options);
            return row => Component.Pixels(drawing.Predict(row).GeneratedImage!, dispose: true);
        }
        PredictionEngine<Example, Words> writing = ml.Model.CreatePredictionEngine<Example, Words>(model, options);
        return row => Component.Characters(writing.Predict(row).GeneratedCaption);
    }

    private sealed class Drawing
    {
        [ImageType(TestPictures.Size, TestPictures.Size)]
        public MLImage? GeneratedImage { get; set; }
    }

    private sealed class Words
    {
        public string GeneratedCaption { get; set; } = "";
    }
}
