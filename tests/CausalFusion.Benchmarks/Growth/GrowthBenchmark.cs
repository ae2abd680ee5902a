using CausalFusion.Benchmarks.Workloads;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Samples.Demo.Drawing;
using CausalFusion.Training;
using TorchSharp;

namespace CausalFusion.Benchmarks.Growth;

/// <summary>How the time of a step grows with tokens, AR steps, images of a batch and threads, one at a time.</summary>
internal static class GrowthBenchmark
{
    private const int Batch = 16, ArSteps = 4, DiffusionSteps = 5;

    private static readonly (string Varied, int[] Values)[] _axes =
    [
        ("tokens", [64, 144, 256, 576, 1024]),
        ("AR steps", [1, 2, 4, 8, 16, 32, 64]),
        ("batch", [1, 2, 4, 8, 16, 32, 64, 128]),
        ("threads", [.. Enumerable.Range(0, 8).Select(power => 1 << power).Where(count => count <= Environment.ProcessorCount)]),
    ];

    /// <summary>Prints a table, and writes it as <c>growth.json</c> and a picture of each axis.</summary>
    /// <param name="repeats">Measurements of each case.</param>
    /// <param name="folder">Where files go.</param>
    public static void Run(int repeats, string folder)
    {
        Console.WriteLine(
            $"patch 4, width 192, 6 layers; where it doesn't vary: 64 tokens, {ArSteps} equal AR steps, batch {Batch}; sampling is guided; "
            + $"medians of {repeats}");
        Console.WriteLine($"{"",-20}{"training step, ms",20}{"images/s",12}{"diffusion step of each AR step, ms",36}");
        int threads = torch.get_num_threads();
        var points = new List<GrowthPoint>();
        Measure("tokens", BenchmarkNetworks.Standard.Tokens, 1); // the first of all is slower
        foreach ((string varied, int[] values) in _axes)
        {
            foreach (int value in values)
            {
                torch.set_num_threads(varied == "threads" ? value : threads);
                GrowthPoint point = Measure(varied, value, repeats);
                points.Add(point);
                int batch = varied == "batch" ? value : Batch;
                Console.WriteLine(
                    $"{$"{varied} {value}",-20}{point.TrainingMilliseconds,20:f1}{batch * 1000 / point.TrainingMilliseconds,12:f1}"
                    + $"{point.SamplingMilliseconds,36:f1}");
            }
            torch.set_num_threads(threads);
            Save(Path.Combine(folder, $"growth-{varied.Replace(' ', '-').ToLowerInvariant()}.svg"), varied, points);
        }
        ResultTable.Write(Path.Combine(folder, "growth.json"), points);
        Console.WriteLine($"Written to {folder}");
    }

    private static GrowthPoint Measure(string varied, int value, int repeats)
    {
        int side = varied == "tokens" ? (int)Math.Sqrt(value) * BenchmarkNetworks.Standard.PatchSize : BenchmarkNetworks.Standard.ImageSize;
        int batch = varied == "batch" ? value : Batch, arSteps = varied == "AR steps" ? value : ArSteps;
        CausalFusionConfig config = BenchmarkNetworks.Standard with { ImageSize = side };
        using var training =
            new TrainingWorkload(config, new TrainingOptions { BatchSize = batch }, [ArSplit.Equal(config.Tokens, arSteps)]);
        using var sampling = new SamplingWorkload(config, batch);
        var options = new GenerationOptions { ArSteps = arSteps, DiffusionSteps = DiffusionSteps, GuidanceScale = 1.5, BatchSize = batch };
        training.Run(1);
        sampling.Run(options);
        return new GrowthPoint(
            varied, value, 1000 * Statistics.Median(Enumerable.Range(0, repeats).Select(_ => training.Run(1))),
            1000 * Statistics.Median(Enumerable.Range(0, repeats).Select(_ => sampling.Run(options))) / DiffusionSteps);
    }

    private static void Save(string path, string varied, List<GrowthPoint> points)
    {
        GrowthPoint[] shown = [.. points.Where(point => point.Varied == varied)];
        var chart = new LineChart { Title = $"Time of a step by {varied}", XLabel = varied, YLabel = "milliseconds", LogX = true, LogY = true };
        chart.Add(new ChartSeries("training step", [.. shown.Select(point => ((double)point.Value, point.TrainingMilliseconds))], Marked: true));
        chart.Add(new ChartSeries(
            "guided diffusion step of each AR step", [.. shown.Select(point => ((double)point.Value, point.SamplingMilliseconds))], Marked: true));
        chart.Save(path);
    }
}
