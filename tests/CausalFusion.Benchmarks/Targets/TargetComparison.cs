using System.Text.Json;
using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Evaluation;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Progress;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Benchmarks.Targets;

/// <summary>
/// Which pair of what is predicted and what its error is measured in gives the best images of Fashion-MNIST for the same steps, all else equal: the
/// demo's network and way to train.
/// </summary>
internal static class TargetComparison
{
    private const int DiffusionSteps = 25, CheckpointInterval = 250;

    /// <summary>
    /// Trains, generates and judges pair by pair, prints a table, and writes <c>targets.json</c> after each. What is done with the same settings, or
    /// half done, is gone on with.
    /// </summary>
    public static void Run(TargetSettings settings)
    {
        Directory.CreateDirectory(settings.Folder);
        string data = FashionMnist.Find(), results = Path.Combine(settings.Folder, "targets.json");
        using IImageDataset training = FashionMnist.Load(data, train: true), test = FashionMnist.Load(data, train: false);
        Console.WriteLine($"The classifier, trained on {training.Count:N0} real images");
        using FashionClassifier classifier = FashionClassifier.LoadOrTrain(
            Path.Combine(settings.Folder, "classifier.dat"), training, seed: 1);
        Judgment real = classifier.Judge(Read(test));
        Console.WriteLine($"sees {real.Agreement:p1} of {test.Count:N0} test images as what they are.");

        List<TargetResult> rows = [.. Done(results)];
        foreach (TargetPair pair in settings.Pairs)
        {
            if (rows.Exists(row => Is(row, pair, settings)))
            {
                continue;
            }
            TargetResult row = Measure(pair, settings, training, classifier, real);
            rows.Add(row);
            ResultTable.Write(results, new TargetReport(real.Agreement, ConfigOf(pair).ParameterCount, rows));
        }
        Print([.. rows.Where(row => settings.Pairs.Any(pair => Is(row, pair, settings)))]);
        Console.WriteLine($"Written to {results}");
    }

    private static TargetResult Measure(
        TargetPair pair, TargetSettings settings, IImageDataset training, FashionClassifier classifier, Judgment real)
    {
        using var model = new CausalFusionModel(ConfigOf(pair), settings.Seed);
        string name = $"{pair.ToString().Replace(':', '-')}-{settings.Seed}-{settings.Steps}.safetensors";
        string checkpoint = Path.Combine(settings.Folder, name), trained = Path.Combine(settings.Folder, "model-" + name);
        var options = new TrainingOptions
        {
            Steps = settings.Steps, BatchSize = 32, LearningRate = 3e-3, WarmupSteps = 100, EmaDecay = 0.998, Split = ArSplitPolicy.Random(0.5),
            HorizontalFlip = false, LossTarget = pair.Measured, Seed = settings.Seed, CheckpointPath = checkpoint,
            CheckpointInterval = CheckpointInterval,
        };
        TrainingResult result = new Trainer(options).Train(model, training, new PairProgress(pair));
        model.Save(trained);

        int perClass = settings.Samples / FashionMnist.ClassNames.Count;
        GenerationRequest[] requests =
        [
            .. Enumerable.Range(0, perClass * FashionMnist.ClassNames.Count).Select(i => new GenerationRequest(i / perClass, (ulong)i)),
        ];
        var generation = new GenerationOptions
        {
            Sampler = SamplerMethod.DpmSolver, DiffusionSteps = DiffusionSteps, GuidanceScale = settings.Guidance, BatchSize = 100,
        };
        using Tensor images = new ImageGenerator(model).Generate(requests, generation);
        Judgment judged = classifier.Judge(
            PixelConversion.ToPixels(images).Zip(requests, (pixels, request) => (pixels, request.Condition.Class!.Value)));
        ManifoldComparison manifolds = ManifoldComparison.Between(real.Features, judged.Features);
        var row = new TargetResult(
            pair.ToString(), settings.Seed, result.Steps, requests.Length, settings.Guidance,
            double.IsNaN(result.FinalLoss) ? null : result.FinalLoss,
            FrechetDistance.Between(real.Features, judged.Features), FrechetDistance.Between(real.Pixels, judged.Pixels), manifolds.Precision,
            manifolds.Recall, judged.Agreement);
        Console.WriteLine($"{pair}: loss {row.FinalLoss:f4}, FID {row.Fid:f2}, agreement {row.Agreement:p1}");
        return row;
    }

    private static CausalFusionConfig ConfigOf(TargetPair pair) => new()
    {
        ImageSize = FashionMnist.Shape.Height, Channels = 1, PatchSize = 4, Width = 64, Layers = 5, Heads = 2,
        Classes = FashionMnist.ClassNames.Count, LearnedPositions = true, Target = pair.Target,
    };

    private static IEnumerable<(byte[] Pixels, int Label)> Read(IImageDataset images)
    {
        for (int i = 0; i < images.Count; i++)
        {
            byte[] pixels = new byte[images.Shape.ValueCount];
            images.Read(i, pixels, out int label);
            yield return (pixels, label);
        }
    }

    private static IReadOnlyList<TargetResult> Done(string path) => File.Exists(path)
        ? JsonSerializer.Deserialize<TargetReport>(File.ReadAllText(path), JsonSerializerOptions.Web)?.Rows ?? []
        : [];

    private static bool Is(TargetResult row, TargetPair pair, TargetSettings settings) => row.Pair == pair.ToString()
        && (row.Seed, row.Steps, row.Samples, row.Guidance) == (settings.Seed, settings.Steps, settings.Samples, settings.Guidance);

    private static void Print(IReadOnlyList<TargetResult> rows)
    {
        Console.WriteLine();
        Console.WriteLine($"{"predicts:measured in",-24}{"loss",10}{"FID",10}{"pixels",10}{"precision",11}{"recall",9}{"agreement",11}");
        foreach (TargetResult row in rows.OrderBy(row => row.Fid))
        {
            Console.WriteLine(
                $"{row.Pair,-24}{row.FinalLoss,10:f4}{row.Fid,10:f2}{row.PixelDistance,10:f2}{row.Precision,11:f3}{row.Recall,9:f3}"
                + $"{row.Agreement,11:p1}");
        }
    }

    /// <summary>A line every now and then.</summary>
    private sealed class PairProgress(TargetPair pair) : IProgress<TrainingProgress>
    {
        private readonly LogPace _pace = LogPace.EachSecond();

        public void Report(TrainingProgress value)
        {
            if (value.Step % CheckpointInterval == 0 && _pace.IsDue(isLast: value.Step == value.Steps))
            {
                Console.WriteLine($"{pair}: step {value.Step:N0} of {value.Steps:N0}, loss {value.Loss:f4}, {DurationText.Of(value.TimeLeft)} left");
            }
        }
    }
}
