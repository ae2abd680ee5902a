using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CausalFusion.Gpu;

/// <summary>Measures the rows, each in a process of its own, prints them as a table and writes them to a file.</summary>
internal sealed class BenchmarkTable(MachineUse use, int repeats, string? python, string output)
{
    private const string MemoryRow = "train-peak-memory";

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true };

    private readonly Dictionary<string, (Measurement Measured, double PeakMB)> _reference = [];

    /// <summary>Measures everything.</summary>
    public void Run()
    {
        string machine = use.IsDryRun ? "dry run on the CPU: these figures say nothing" : GpuMemory.Describe();
        Console.WriteLine();
        Console.WriteLine($"{machine}; {MachineUse.Libraries}; {(python is null ? "no PyTorch with CUDA to compare with" : "reference: " + python)}");
        Console.WriteLine($"{"",-32}{"unit",10}{"ours",12}{"min",12}{"peak, MB",12}{"reference",12}{"ratio",8}");
        var rows = new List<TableRow>();
        foreach ((string name, string reference) in BenchmarkRows.ReferenceOf)
        {
            (Measurement ours, double peak) = Child(Environment.ProcessPath!, [.. Host(), "row", name]);
            double? theirs = Reference(reference)?.Measured.Median;
            Add(new TableRow(name, ours.Unit, ours.Median, ours.Values.Min(), theirs, ours.Median / theirs, repeats, peak));
            if (name == "train-step")
            {
                double? theirPeak = Reference(reference)?.PeakMB;
                Add(new TableRow(MemoryRow, "MB", peak, peak, theirPeak, theirPeak / peak, 1, peak));
            }
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        File.WriteAllText(output, JsonSerializer.Serialize(
            new { dryRun = use.IsDryRun, machine, libraries = MachineUse.Libraries, results = rows }, _json) + "\n");
        Console.WriteLine($"written to {output}");

        void Add(TableRow row)
        {
            rows.Add(row);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row.Name,-32}{row.Unit,10}{row.Ours,12:f1}{row.Least,12:f1}{row.PeakMB,12:f0}{row.Reference,12:f1}{row.Ratio,8:f2}"));
        }
    }

    /// <summary>Where the program runs as `dotnet FILE.dll`, the file.</summary>
    private static string[] Host() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(BenchmarkTable).Assembly.Location] : [];

    private (Measurement Measured, double PeakMB)? Reference(string name)
    {
        if (python is null)
        {
            return null;
        }
        if (!_reference.TryGetValue(name, out (Measurement, double) measured))
        {
            int tokens = use.IsDryRun ? 16 : name == "train-large" ? 256 : 64;
            string splits = JsonSerializer.Serialize(BenchmarkRows.Splits(tokens).Select(split => split.Sizes.ToArray()));
            measured = Child(python, ["-B", Path.Combine(AppContext.BaseDirectory, "reference.py"), name, "--splits", splits]);
            _reference[name] = measured;
        }
        return measured;
    }

    private (Measurement Measured, double PeakMB) Child(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in arguments.Concat(["--repeats", repeats.ToString(CultureInfo.InvariantCulture)]))
        {
            start.ArgumentList.Add(argument);
        }
        if (use.IsDryRun)
        {
            start.ArgumentList.Add("--dry-run");
        }
        using GpuMemory? memory = use.IsDryRun ? null : new GpuMemory();
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with exit code {process.ExitCode}: {answer}");
        }
        string line = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Measurement measured = JsonSerializer.Deserialize<Measurement>(line)!;
        return (measured, memory?.PeakMB ?? measured.PeakMB);
    }
}
