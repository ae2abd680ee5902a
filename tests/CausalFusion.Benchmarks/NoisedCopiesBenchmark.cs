using System.Diagnostics;
using System.Globalization;
using CausalFusion.Conditions;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Benchmarks;

/// <summary>
/// What the clean tokens of a training step cost when k noised copies share them (paper, App. B): steps with the same number of noised tokens, so
/// that a step of k copies has k times fewer images, against a step without any clean token (one AR step).
/// </summary>
internal static class NoisedCopiesBenchmark
{
    private const int ArSteps = 4;

    /// <summary>Prints a table.</summary>
    /// <param name="repeats">Measurements of each case; they take turns, and medians are shown.</param>
    public static void Run(int repeats)
    {
        (int Copies, ArSplit Split)[] cases =
        [
            (1, ArSplit.OneStep(BenchmarkNetworks.Standard.Tokens)),
            .. new[] { 1, 2, 4, 8 }.Select(k => (k, ArSplit.Equal(BenchmarkNetworks.Standard.Tokens, ArSteps))),
        ];
        using var model = new CausalFusionModel(BenchmarkNetworks.Standard, seed: 1);
        double[][] seconds = [.. cases.Select(_ => new double[repeats])];
        for (int repeat = -1; repeat < repeats; repeat++)
        {
            for (int i = 0; i < cases.Length; i++)
            {
                double measured = Measure(model, cases[i].Copies, cases[i].Split);
                if (repeat >= 0)
                {
                    seconds[i][repeat] = measured; // the first round warms up
                }
            }
        }
        double without = Statistics.Median(seconds[0]);
        Console.WriteLine($"{"",-34}{"clean/noised tokens",22}{"step, ms",12}{"clean part",14}");
        for (int i = 0; i < cases.Length; i++)
        {
            (int copies, ArSplit split) = cases[i];
            double share = (double)split.Offsets[split.Steps - 1] / (copies * split.Tokens), median = Statistics.Median(seconds[i]);
            string name = split.Steps == 1
                ? "no clean tokens (1 AR step)"
                : string.Create(CultureInfo.InvariantCulture, $"{split.Steps} AR steps, k = {copies}");
            Console.WriteLine($"{name,-34}{share,22:p1}{median * 1000,12:f0}{(median / without) - 1,14:p1}");
        }
    }

    private static double Measure(CausalFusionModel model, int copies, ArSplit split)
    {
        var options = new TrainingOptions
        {
            BatchSize = BenchmarkNetworks.BatchSize,
            NoisedCopies = copies,
            Split = split!,
            TimestepSharing = TimestepSharing.ArStep,
        };
        using var training = new TrainingSession(model, options);
        using var scope = NewDisposeScope();
        Tensor images = rand([options.ImagesPerStep, 3, 32, 32]);
        var conditions = new Condition[options.ImagesPerStep];
        TrainingDraws draws = training.Draw(0);
        training.Loss(images, conditions, draws).backward();
        long start = Stopwatch.GetTimestamp();
        training.Loss(images, conditions, draws).backward();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
