using System.Text.Json;
using CausalFusion.Benchmarks.Garments;
using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Progress;
using CausalFusion.Training;

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
        using var judge = GarmentJudge.Open(settings.Folder, training, test);

        List<TargetResult> rows = [.. Done(results)];
        foreach (TargetPair pair in settings.Pairs)
        {
            if (rows.Exists(row => Is(row, pair, settings)))
            {
                continue;
            }
            TargetResult row = Measure(pair, settings, training, judge);
            rows.Add(row);
            ResultTable.Write(results, new TargetReport(judge.ClassifierAccuracy, ConfigOf(pair).ParameterCount, rows));
        }
        Print([.. rows.Where(row => settings.Pairs.Any(pair => Is(row, pair, settings)))]);
        Console.WriteLine($"Written to {results}");
    }

    private static TargetResult Measure(TargetPair pair, TargetSettings settings, IImageDataset training, GarmentJudge judge)
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

        GarmentFigures figures = judge.Judge(model, settings.Samples, new GenerationOptions
        {
            Sampler = SamplerMethod.DpmSolver, DiffusionSteps = DiffusionSteps, GuidanceScale = settings.Guidance,
        });
        var row = new TargetResult(
            pair.ToString(), settings.Seed, result.Steps, settings.Guidance, double.IsNaN(result.FinalLoss) ? null : result.FinalLoss, figures);
        Console.WriteLine($"{pair}: loss {row.FinalLoss:f4}, FID {figures.Fid:f2}, agreement {figures.Agreement:p1}");
        return row;
    }

    private static CausalFusionConfig ConfigOf(TargetPair pair) => new()
    {
        ImageSize = FashionMnist.Shape.Height, Channels = 1, PatchSize = 4, Width = 64, Layers = 5, Heads = 2,
        Classes = FashionMnist.ClassNames.Count, LearnedPositions = true, Target = pair.Target,
    };

    private static IReadOnlyList<TargetResult> Done(string path) => File.Exists(path)
        ? JsonSerializer.Deserialize<TargetReport>(File.ReadAllText(path), JsonSerializerOptions.Web)?.Pairs ?? []
        : [];

    private static bool Is(TargetResult row, TargetPair pair, TargetSettings settings) => row.Pair == pair.ToString()
        && (row.Seed, row.Steps, row.Figures.Samples, row.Guidance) == (settings.Seed, settings.Steps, settings.Samples, settings.Guidance);

    private static void Print(IReadOnlyList<TargetResult> rows)
    {
        Console.WriteLine();
        Console.WriteLine($"{"predicts:measured in",-24}{"loss",10}{"FID",10}{"pixels",10}{"precision",11}{"recall",9}{"agreement",11}");
        foreach (TargetResult row in rows.OrderBy(row => row.Figures.Fid))
        {
            Console.WriteLine(
                $"{row.Pair,-24}{row.FinalLoss,10:f4}{row.Figures.Fid,10:f2}{row.Figures.PixelDistance,10:f2}"
                + $"{row.Figures.Precision,11:f3}{row.Figures.Recall,9:f3}{row.Figures.Agreement,11:p1}");
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
