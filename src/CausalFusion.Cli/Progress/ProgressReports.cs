using System.Globalization;
using CausalFusion.Generation;
using CausalFusion.Latents;
using CausalFusion.Training;

namespace CausalFusion.Cli.Progress;

/// <summary>What the library reports of long work, as it is shown and kept.</summary>
internal static class ProgressReports
{
    private static readonly (string, string?)[] _none = [];

    /// <summary>The columns of a training's log: in a file, and as TensorBoard's scalars.</summary>
    /// <param name="hasText">Whether the network reads text.</param>
    public static (string Name, string? Scalar)[] TrainingColumns(bool hasText) =>
    [
        ("step", null), ("steps", null), ("loss", "train/loss"), .. hasText ? [("text_loss", "train/text_loss")] : _none,
        ("learning_rate", "train/learning_rate"), ("gradient_norm", "train/gradient_norm"), ("images_per_second", "train/images_per_second"),
        ("seconds_left", null),
    ];

    /// <summary>The columns of the log of images that are encoded or generated.</summary>
    public static (string Name, string? Scalar)[] ImageColumns { get; } =
        [("images", null), ("of", null), ("images_per_second", null), ("seconds_left", null)];

    /// <param name="progress">How far a training has come.</param>
    /// <param name="hasText">Whether the network reads text; in steps that predicted none, its loss is not a number.</param>
    public static ProgressReport Of(TrainingProgress progress, bool hasText) => new(
        (double)progress.Step / progress.Steps,
        string.Create(
            CultureInfo.InvariantCulture,
            $"step {progress.Step} of {progress.Steps}, loss {progress.Loss:0.0000}{progress.TextLoss:', text loss '0.0000}, "
            + $"{progress.ImagesPerSecond:0.0} images/s"),
        progress.TimeLeft,
        [
            progress.Step, progress.Steps, progress.Loss, .. hasText ? [progress.TextLoss ?? double.NaN] : Array.Empty<double>(),
            progress.LearningRate, progress.GradientNorm, progress.ImagesPerSecond, progress.TimeLeft.TotalSeconds,
        ]);

    public static ProgressReport Of(LatentCacheProgress progress) =>
        OfImages(progress.FinishedImages, progress.Images, progress.ImagesPerSecond, progress.TimeLeft);

    /// <param name="progress">How far a generation has come; the images in progress count in part.</param>
    public static ProgressReport Of(GenerationProgress progress)
    {
        double done = progress.FinishedImages;
        if (progress.FinishedImages < progress.Images)
        {
            done += (double)progress.FinishedSteps / progress.Steps;
        }
        TimeSpan? left = progress.ImagesPerSecond > 0 ? TimeSpan.FromSeconds((progress.Images - done) / progress.ImagesPerSecond) : null;
        return OfImages(done, progress.Images, progress.ImagesPerSecond, left);
    }

    /// <param name="done">Images that are captioned.</param>
    /// <param name="images">All images.</param>
    /// <param name="elapsed">The time that this took.</param>
    public static ProgressReport Of(int done, int images, TimeSpan elapsed) =>
        OfImages(done, images, done / elapsed.TotalSeconds, elapsed / done * (images - done));

    private static ProgressReport OfImages(double done, int images, double imagesPerSecond, TimeSpan? left) => new(
        done / images,
        string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(done)} of {images} images, {imagesPerSecond:0.00} images/s"),
        left,
        [done, images, imagesPerSecond, left?.TotalSeconds ?? double.NaN]);
}
