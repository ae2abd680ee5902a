using System.Diagnostics;
using CausalFusion.ML;
using CausalFusion.Samples.Demo.Emoji;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.Samples.Demo.Shipped;

/// <summary>What the networks of CausalFusion.Pretrained do without training.</summary>
/// <param name="ml">The context.</param>
/// <param name="options">What the command line says.</param>
internal sealed class ShippedNetworks(MLContext ml, DemoOptions options)
{
    private const int Pictures = 8, GarmentsPerClass = 30, EmojiAsked = 120;

    /// <summary>Draws the prompt.</summary>
    /// <returns>Seconds from the start of the program to the picture.</returns>
    public double DrawPrompt()
    {
        PromptRow[] rows = [.. Enumerable.Range(1, Pictures).Select(seed => new PromptRow { Prompt = options.Prompt, Seed = (ulong)seed })];
        IDataView prompts = ml.Data.LoadFromEnumerable(rows);
        using var model = ml.Transforms.GenerateImages("Image", nameof(PromptRow.Prompt), Pretrained.Emoji).Fit(prompts);
        var grid = new ImageGrid(1, Pictures, model.Config.ImageSize, model.Config.ImageSize, 3) { RowLabels = [options.Prompt], Scale = 4 };
        foreach ((int i, MLImage image) in model.Transform(prompts).GetColumn<MLImage>("Image").Index())
        {
            using (image)
            {
                grid.Set(0, i, image);
            }
        }
        string path = Path.Combine(options.Output, "prompt.png");
        grid.Save(path);
        using Process process = Process.GetCurrentProcess();
        double seconds = (DateTime.Now - process.StartTime).TotalSeconds;
        Console.WriteLine($"0. {path}: '{options.Prompt}' by the network of emoji that comes with CausalFusion.Pretrained, after {seconds:f1} s");
        return seconds;
    }

    /// <summary>Measures the network of emoji on those that it was not trained on, on few images.</summary>
    /// <param name="summary">What else was measured.</param>
    /// <returns>The same with its figures; without them where the emoji aren't there, which is told.</returns>
    public ShippedSummary MeasureEmoji(ShippedSummary summary)
    {
        if (!Directory.Exists(options.Emoji))
        {
            Console.WriteLine(
                $"   Of emoji nothing is measured: there is no '{options.Emoji}' (./build.sh npm -- emoji-datasource-google; --emoji DIR)");
            return summary;
        }
        PretrainedNetwork network = Pretrained.Emoji;
        var judge = new EmojiJudge(ml, options.Emoji, network.Path, new() { Generation = network.Generation });
        IReadOnlyList<EmojiRow> held = judge.HeldOut();
        return summary with
        {
            EmojiFollowed = judge.Followed(held, EmojiAsked).Followed,
            EmojiCaptionCider = judge.Captions(held).CiderD,
        };
    }

    /// <summary>Measures the network of garments, on few images.</summary>
    /// <param name="classifier">Says what class raw pixels are of; it was trained on real ones.</param>
    /// <param name="judge">The network whose features images are compared by.</param>
    /// <param name="test">Real garments.</param>
    public ShippedSummary Measure(ITransformer classifier, ImageGenerationTransformer judge, IDataView test)
    {
        List<GenerationRow> requests = Sampling.Requests(GarmentsPerClass, options.Seed + 2_000_000);
        IDataView asked = ml.Data.LoadFromEnumerable(requests);
        using var model = ml.Transforms.GenerateImages("GeneratedImage", "Label", Pretrained.FashionMnist).Fit(asked);
        FashionRow[] drawn = [.. Sampling.Draw(ml, model, requests).Zip(requests, (image, request) => FashionData.Row(image, request.Label))];
        IDataView generated = ml.Data.LoadFromEnumerable(drawn);
        double agreement = ml.MulticlassClassification.Evaluate(classifier.Transform(generated)).MicroAccuracy;
        using var featurizer = ml.Transforms.FeaturizeImages("Features", "Image", judge).Fit(generated);
        double distance = ml.ImageGeneration.Evaluate(featurizer.Transform(test), featurizer.Transform(generated)).FrechetDistance;
        foreach (FashionRow row in drawn)
        {
            row.Image!.Dispose();
        }
        return new ShippedSummary { FashionAgreement = agreement, FashionFid = distance };
    }
}
