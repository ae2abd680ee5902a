using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CausalFusion.Factorization;

namespace CausalFusion.Benchmarks.Rows;

/// <summary>The highest resident memory of a new process that does nothing but train for a few steps, of both sides.</summary>
internal sealed class TrainingMemoryRow(ReferenceProcess reference, int threads) : ComparisonRow
{
    private const int Steps = 4;

    private static readonly ArSplit _split = ArSplit.Equal(BenchmarkNetworks.Standard.Tokens, TrainingModeBenchmark.ArSteps);

    private int _blasThreads;

    /// <inheritdoc/>
    public override bool IsLessBetter => true;

    /// <summary>Asks the reference once which threads it likes, so that its new processes need not find out.</summary>
    public override void Prepare() => _blasThreads = reference.Ask("train 1").GetProperty("blasThreads").GetInt32();

    /// <inheritdoc/>
    public override double MeasureOurs()
    {
        string program = Environment.ProcessPath!, assembly = typeof(TrainingMemoryRow).Assembly.Location;
        string[] arguments = ["step", "--json", "--repeats", (Steps - 1).ToString(CultureInfo.InvariantCulture), "--threads", $"{threads}"];
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        using Process process = Process.Start(
            new ProcessStartInfo(program, isHost ? [assembly, .. arguments] : arguments) { RedirectStandardOutput = true })!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonDocument.Parse(said).RootElement.GetProperty("peakMB").GetDouble()
            : throw new InvalidOperationException($"The process that trains ended with {process.ExitCode}.");
    }

    /// <inheritdoc/>
    public override double MeasureReference()
    {
        using ReferenceProcess process = new([_split]);
        process.Ask($"threads {threads}");
        process.Ask($"blas {_blasThreads}");
        process.Ask($"train {Steps - 1}"); // and one before them that warms up
        return process.Ask("memory").GetProperty("peakMB").GetDouble();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
