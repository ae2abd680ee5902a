using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CausalFusion.Benchmarks;
using CausalFusion.Factorization;
using CausalFusion.Randomness;
using CausalFusion.TestKit;
using CausalFusion.Training;
using TorchSharp;

// Times our training step and sampling against the PyTorch reference doing the same work, in turn, with as many threads.
//   dotnet run -c Release [-- --repeats N] [--threads N] [--output FILE]
// Or tells what clean tokens cost when noised copies share them:
//   dotnet run -c Release -- copies [--repeats N] [--threads N]
// Or what one way to train takes in time and memory, in a process of its own:
//   dotnet run -c Release -- step [--accumulation N] [--recompute] [--bfloat16] [--repeats N] [--threads N]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int repeats = int.Parse(Option("--repeats") ?? "5", CultureInfo.InvariantCulture);
int threads = int.Parse(Option("--threads") ?? Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
string output = Option("--output") ?? Path.Combine(Repository.Root, "artifacts", "bench", "results.json");
if (args is ["step", ..])
{
    torch.set_num_threads(threads);
    TrainingModeBenchmark.Run(repeats, new TrainingOptions
    {
        BatchSize = Workload.BatchSize,
        AccumulationSteps = int.Parse(Option("--accumulation") ?? "1", CultureInfo.InvariantCulture),
        GradientCheckpointing = args.Contains("--recompute"),
        Precision = args.Contains("--bfloat16") ? ComputePrecision.BFloat16 : ComputePrecision.Full,
        Split = ArSplitPolicy.Equal(4),
    });
    return 0;
}
if (args is ["copies", ..])
{
    torch.set_num_threads(threads);
    NoisedCopiesBenchmark.Run(repeats);
    return 0;
}

// Splits as in training (γ = 0.9), the same list for both sides; a measurement goes through all of them.
var random = new RandomStream(2024);
var sampler = new ArSplitSampler(Workload.Config.Tokens);
ArSplit[] splits = [.. Enumerable.Range(0, 4).Select(_ => sampler.Sample(random))];
const int Steps = 4, DiffusionSteps = 5;

torch.set_num_threads(threads);
using var ours = new Workload(splits);
using var reference = new ReferenceProcess(
    Path.Combine(Repository.Root, "tests", "reference", "bench.py"), JsonSerializer.Serialize(splits.Select(s => s.Sizes)));
reference.Ask($"threads {threads}");
Console.WriteLine($"processor: {BenchmarkEnvironment.Processor}");
Console.WriteLine($"ours:      {BenchmarkEnvironment.Ours}");
Console.WriteLine($"reference: {reference.Ask("about").GetProperty("about").GetString()}");
Console.WriteLine($"{threads} threads, {repeats} repeats, batch {Workload.BatchSize}; AR steps of the training splits: "
    + $"{string.Join(", ", splits.Select(s => s.Steps))}");

// A first round of each, not counted: compilation, allocation, the reference's own choice of settings.
ours.Train(2);
reference.Throughput($"train 2");
ours.Sample(1, 1, 2);
reference.Throughput($"sample 1 1 2");

var results = new List<BenchmarkResult>
{
    Compare("training step", () => ours.Train(Steps), () => reference.Throughput($"train {Steps}")),
    Compare("sampling, 1 AR step", () => ours.Sample(1, 1, DiffusionSteps), () => reference.Throughput($"sample 1 1 {DiffusionSteps}")),
    Compare("sampling, 4 AR steps", () => ours.Sample(1, 4, DiffusionSteps), () => reference.Throughput($"sample 1 4 {DiffusionSteps}")),
};
double ourMemory = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0,
    referenceMemory = reference.Ask("memory").GetProperty("peakMB").GetDouble();
results.Add(new BenchmarkResult("peak memory", "MB", ourMemory, referenceMemory, referenceMemory / ourMemory, 1));

Console.WriteLine($"{"",-24}{"ours",12}{"reference",12}{"ratio",9}");
foreach (BenchmarkResult result in results)
{
    Console.WriteLine($"{result.Name,-24}{result.Ours,12:f1}{result.Reference,12:f1}{result.Ratio,8:f2}×  {result.Unit}");
}
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
File.WriteAllText(output, JsonSerializer.Serialize(results, new JsonSerializerOptions { WriteIndented = true }));
Console.WriteLine($"Written to {output}");
return 0;

BenchmarkResult Compare(string name, Func<double> measureOurs, Func<double> measureReference)
{
    var pairs = new List<(double Ours, double Reference)>();
    for (int i = 0; i < repeats; i++)
    {
        // Who goes first alternates too.
        double first = i % 2 == 0 ? measureOurs() : measureReference(), second = i % 2 == 0 ? measureReference() : measureOurs();
        pairs.Add(i % 2 == 0 ? (first, second) : (second, first));
        Console.WriteLine($"  {name} {i + 1}/{repeats}: ours {pairs[^1].Ours:f1}, reference {pairs[^1].Reference:f1} images/s");
    }
    return new BenchmarkResult(
        name, "images/s", Median(pairs.Select(p => p.Ours)), Median(pairs.Select(p => p.Reference)), Median(
            pairs.Select(p => p.Ours / p.Reference)), repeats);
}

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}

string? Option(string name) => Array.IndexOf(args, name) is var i && i >= 0 && i + 1 < args.Length ? args[i + 1] : null;
