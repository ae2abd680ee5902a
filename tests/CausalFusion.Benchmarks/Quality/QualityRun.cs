using CausalFusion.Benchmarks.Garments;
using CausalFusion.Data;
using CausalFusion.Families;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Models;
using CausalFusion.Progress;
using CausalFusion.Samples.Demo.Shipped;
using CausalFusion.TestKit;
using Microsoft.ML;

namespace CausalFusion.Benchmarks.Quality;

/// <summary>How good a trained network is, on many images: the figures of the cards of CausalFusion.Pretrained.</summary>
internal static class QualityRun
{
    /// <summary>Generates and judges, prints the figures and writes them.</summary>
    /// <param name="settings">What is judged, and how.</param>
    /// <returns>Whether there is a judge for such a network.</returns>
    public static bool Run(QualitySettings settings)
    {
        using ImageModel model = ModelFamilies.Load(settings.Path);
        GenerationOptions generation = settings.Generation;
        string sampling =
            $"{generation.Sampler}, {generation.ArSteps} AR steps × {generation.DiffusionSteps}, guidance {generation.GuidanceScale}";
        if (model.Config.Text is null && model.Config.Shape == FashionMnist.Shape)
        {
            Garments(settings, model, sampling);
            return true;
        }
        // Shapes are measured by the demo, by a reader of their own world.
        bool isShapes = settings.Name == Pretrained.Shapes.Name;
        if (!isShapes && model.Config.Text is not null && model.Config.Shape == new ImageShape(EmojiRow.Size, EmojiRow.Size, 3))
        {
            Emoji(settings, model, sampling);
            return true;
        }
        return false;
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

    private static void Emoji(QualitySettings settings, ImageModel model, string sampling)
    {
        var judge = new EmojiJudge(
            new MLContext(seed: 1), Path.Combine(Repository.Root, "artifacts", "cache", "npm", "emoji-datasource-google"), settings.Path,
            new() { Generation = settings.Generation });
        IReadOnlyList<EmojiRow> held = [.. judge.Read(EmojiPart.Test), .. judge.Read(EmojiPart.Validation)];
        IReadOnlyList<EmojiRow> prompts = [.. held.Take(settings.Samples)];
        (double followed, double chance) = judge.Followed(prompts, held);
        double cider = judge.Captions(held).CiderD;
        Console.WriteLine($"{settings.Name}, {sampling}, {prompts.Count} held-out prompts:");
        Console.WriteLine($"followed {followed:p1} (by chance {chance:p1}), captions of {held.Count} held-out emoji: CIDEr-D {cider:f2}");
        ResultTable.Write(settings.Output, new EmojiQuality(settings.Name, sampling, prompts.Count, followed, chance, held.Count, cider));
        var pictures = new EmojiPictures(model, settings.Generation, held);
        pictures.SavePrompts(Path.ChangeExtension(settings.Output, ".prompts.png"));
        pictures.SaveCaptions(Path.ChangeExtension(settings.Output, ".captions.png"));
    }

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
