using System.Diagnostics;
using System.Text.Json;
using CausalFusion.Factorization;
using CausalFusion.TestKit;

namespace CausalFusion.Benchmarks;

/// <summary>The PyTorch side of the benchmark: a process that does one piece of work for each line it is sent.</summary>
internal sealed class ReferenceProcess : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;

    /// <param name="splits">The AR splits that its training steps go through.</param>
    /// <exception cref="InvalidOperationException">It doesn't start.</exception>
    public ReferenceProcess(IReadOnlyList<ArSplit> splits)
    {
        var start = new ProcessStartInfo(Python) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("-B");
        start.ArgumentList.Add(Path.Combine(Repository.Root, "tests", "reference", "bench.py"));
        start.ArgumentList.Add("--splits");
        start.ArgumentList.Add(JsonSerializer.Serialize(splits.Select(split => split.Sizes)));
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{Python} did not start.");
        string? greeting = _process.StandardOutput.ReadLine();
        if (greeting is not "ready")
        {
            throw new InvalidOperationException($"The reference answered '{greeting}' instead of 'ready'. Is python3-torch installed?");
        }
    }

    /// <summary>The images per second that an answer to timed work tells.</summary>
    public static double ImagesPerSecond(JsonElement answer) => PerSecond("images", answer);

    /// <summary>What an answer to timed work tells, per second.</summary>
    public static double PerSecond(string counted, JsonElement answer) =>
        answer.GetProperty(counted).GetDouble() / answer.GetProperty("seconds").GetDouble();

    /// <summary>Sends a command and reads the JSON line that answers it.</summary>
    /// <exception cref="InvalidOperationException">It ended, or could not do it.</exception>
    public JsonElement Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The reference ended at '{command}'.");
        using JsonDocument document = JsonDocument.Parse(answer);
        return document.RootElement.TryGetProperty("error", out JsonElement error)
            ? throw new InvalidOperationException($"The reference could not do {error.GetString()}.")
            : document.RootElement.Clone();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.WriteLine("quit");
            _process.StandardInput.Close();
            if (!_process.WaitForExit(5000))
            {
                _process.Kill();
            }
        }
        _process.Dispose();
    }
}
