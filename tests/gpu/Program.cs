using System.Globalization;
using System.Text.Json;
using CausalFusion.Gpu;

// The checks and the benchmark on an NVIDIA GPU; run.sh builds and calls it.
//   CausalFusion.Gpu [--dry-run] [--repeats N] [--python FILE] [--output FILE]
//   CausalFusion.Gpu row NAME [--dry-run] [--repeats N]      one row, as a line of JSON
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var use = new MachineUse(args.Contains("--dry-run"));
if (use.Obstacle() is { } obstacle)
{
    Console.Error.WriteLine(obstacle);
    return 3;
}
int repeats = int.Parse(Option("--repeats") ?? (use.IsDryRun ? "2" : "5"), CultureInfo.InvariantCulture);
if (args is ["row", var name, ..])
{
    Console.WriteLine(JsonSerializer.Serialize(new BenchmarkRows(use, repeats).Measure(name)));
    return 0;
}
int failed = new CorrectnessChecks(use).Run();
if (failed > 0)
{
    Console.Error.WriteLine($"{failed} checks failed; nothing is measured.");
    return 1;
}
new CallCosts(use).Print();
new BenchmarkTable(use, repeats, Option("--python"), Option("--output") ?? Path.Combine("artifacts", "bench", "gpu-results.json")).Run();
return 0;

string? Option(string option) => Array.IndexOf(args, option) is var i && i >= 0 && i + 1 < args.Length ? args[i + 1] : null;
