using CausalFusion.Benchmarks.Garments;
using CausalFusion.Data;
using CausalFusion.Families;
using CausalFusion.Generation;
using CausalFusion.ML;
using CausalFusion.Models;
using CausalFusion.Progress;
using CausalFusion.Samples.Demo.Emoji;
using Microsoft.ML;

namespace CausalFusion.Benchmarks.Quality;

/// <summary>How good a trained network is, on many images: the figures of the cards of CausalFusion.Pretrained.</summary>
internal static class QualityRun
{
    // Of the names of each part.
    private const int NamesAsked = 390;

    /// <summary>Generates and judges, prints the figures and writes them.</summary>
    /// <param name="settings">What is judged, and how.</param>
    /// <returns>Whether the network is of what it is to be judged by.</returns>
    public static bool Run(QualitySettings settings)
    {
        using ImageModel model = ModelFamilies.Load(settings.Path);
        GenerationOptions generation = settings.Generation;
        string sampling =
            $"{generation.Sampler}, {generation.ArSteps} AR steps × {generation.DiffusionSteps}, guidance {generation.GuidanceScale}";
        bool fits = settings.Emoji is null
            ? model.Config.Text is null && model.Config.Shape == FashionMnist.Shape
            : model.Config.Text is not null && model.Config.Shape == EmojiRow.Shape;
        if (fits && settings.Emoji is { } folder)
        {
            Emoji(settings, model, folder, sampling);
        }
        else if (fits)
        {
            Garments(settings, model, sampling);
        }
        return fits;
    }

    private static void Garments(QualitySettings settings, ImageModel model, string sampling)
    {
        string data = FashionMnist.Find();
        using IImageDataset training = FashionMnist.Load(data, train: true), test = FashionMnist.Load(data, train: false);
        using var judge = GarmentJudge.Open(Path.Combine(Path.GetDirectoryName(settings.Output)!, "targets"), training, test);
        GarmentFigures figures = judge.Judge(model, settings.Samples, settings.Generation, new GenerationLine());
        Console.WriteLine($"{settings.Name}, {sampling}, {figures.Samples:N0} images:");
        Console.WriteLine(
            $"FID {figures.Fid:f2} (pixels {figures.PixelDistance:f2}), precision {figures.Precision:f3}, recall {figures.Recall:f3}, "
            + $"agreement {figures.Agreement:p1}");
        ResultTable.Write(settings.Output, new GarmentQuality(settings.Name, sampling, judge.ClassifierAccuracy, figures));
    }

    private static void Emoji(QualitySettings settings, ImageModel model, string folder, string sampling)
    {
        var judge = new EmojiJudge(new MLContext(seed: 1), folder, settings.Path, new() { Generation = settings.Generation });
        IReadOnlyList<EmojiRow> held = judge.HeldOut(), trained = judge.TrainedOn();
        EmojiFollowing heldOut = judge.Followed(held, NamesAsked), trainedOn = judge.Followed(trained, NamesAsked);
        double cider = judge.Captions(held).CiderD;
        ImageGenerationMetrics whole = judge.Compare(trained, settings.Samples);
        Console.WriteLine($"{settings.Name}, {sampling}:");
        Print("held-out", heldOut);
        Print("trained", trainedOn);
        Console.WriteLine(
            $"{whole.GeneratedCount:N0} images of trained names, by the network's own features: FID {whole.FrechetDistance:f2}, "
            + $"precision {whole.Precision:f3}, recall {whole.Recall:f3}");
        Console.WriteLine($"captions of {held.Count} held-out emoji: CIDEr-D {cider:f2}");
        ResultTable.Write(settings.Output, new EmojiQuality(
            settings.Name, sampling, heldOut, trainedOn, whole.GeneratedCount, whole.FrechetDistance, whole.Precision, whole.Recall, held.Count,
            cider));
        var pictures = new EmojiPictures(model, settings.Generation);
        pictures.SavePrompts(held, "Emoji that were not trained on, by their names", Path.ChangeExtension(settings.Output, ".held-out.png"));
        pictures.SavePrompts(trained, "Emoji that were trained on, by their names", Path.ChangeExtension(settings.Output, ".trained.png"));
        pictures.SaveCaptions(held, "Emoji that were not trained on, with captions", Path.ChangeExtension(settings.Output, ".captions.png"));
    }

    private static void Print(string part, EmojiFollowing images) => Console.WriteLine(
        $"{images.Prompts} {part} names: followed {images.Followed:p1} (by chance {images.Chance:p1}); of {images.Gallery} emoji the very one is the "
        + $"nearest for {images.First:p1}, among the nearest five for {images.FirstFive:p1}");

    /// <summary>A line every now and then.</summary>
    private sealed class GenerationLine : IProgress<GenerationProgress>
    {
        private readonly LogPace _pace = LogPace.EachSecond();

        public void Report(GenerationProgress value)
        {
            if (value.FinishedSteps == value.Steps && _pace.IsDue(isLast: value.FinishedImages == value.Images))
            {
                Console.WriteLine($"{value.FinishedImages:N0} of {value.Images:N0} images, {value.ImagesPerSecond:f0} a second");
            }
        }
    }
}
