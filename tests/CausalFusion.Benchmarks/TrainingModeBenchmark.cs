using System.Diagnostics;
using System.Text.Json;
using CausalFusion.Conditions;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Benchmarks;

/// <summary>The time of a training step and the peak memory of a process that does nothing else.</summary>
internal static class TrainingModeBenchmark
{
    /// <summary>AR steps of the training step.</summary>
    public const int ArSteps = 4;

    /// <summary>Prints the median time of a step and the process's peak.</summary>
    /// <param name="repeats">Steps to time, after one that warms up.</param>
    /// <param name="options">How to train.</param>
    /// <param name="json">Whether to print a JSON object, <c>milliseconds</c> and <c>peakMB</c>, in the place of a sentence.</param>
    public static void Run(int repeats, TrainingOptions options, bool json)
    {
        using var model = new CausalFusionModel(BenchmarkNetworks.Standard, seed: 1);
        using var training = new TrainingSession(model, options);
        using var scope = NewDisposeScope();
        Tensor images = rand([options.ImagesPerStep, 3, 32, 32]);
        var conditions = new Condition[options.ImagesPerStep];
        TrainingDraws draws = training.Draw(0);
        double[] milliseconds = new double[repeats];
        training.Step(0, images, conditions, draws);
        for (int i = 0; i < repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            training.Step(i + 1, images, conditions, draws);
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        using var process = Process.GetCurrentProcess();
        double median = Statistics.Median(milliseconds), peak = process.PeakWorkingSet64 / 1048576.0;
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new { milliseconds = median, peakMB = peak })
            : $"accumulation {options.AccumulationSteps}, recompute {options.GradientCheckpointing}, {options.Precision}: "
                + $"{median:f0} ms a step, peak memory {peak:f0} MB");
    }
}
