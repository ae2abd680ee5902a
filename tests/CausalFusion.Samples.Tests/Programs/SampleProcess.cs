using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CausalFusion.Samples.Tests.Programs;

/// <summary>A sample, run as its user runs it: in a process and a folder of its own.</summary>
internal static class SampleProcess
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    // bin/Release/net10.0, of the samples as of the tests.
    private static readonly string _outputFolder = Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "CausalFusion.Samples.Tests"), AppContext.BaseDirectory);

    /// <returns>The exit code, and what was written to standard output and to standard error.</returns>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(string sample, string folder, params string[] arguments) =>
        RunAsync(sample, folder, arguments, interruptAfter: null);

    /// <summary>Runs a sample and presses Ctrl+C once it has written a line that begins so. Not on Windows, where no process can do that to another.</summary>
    public static Task<(int ExitCode, string Output, string Error)> InterruptAsync(string sample, string folder, string line, params string[] arguments) =>
        RunAsync(sample, folder, arguments, line);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string sample, string folder, string[] arguments, string? interruptAfter)
    {
        string program = Path.Combine(Repository.Root, "samples", sample, _outputFolder, sample + ".dll");
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(), output = interruptAfter is null ? process.StandardOutput.ReadToEndAsync() : ReadAsync(process, interruptAfter);
        using var stop = new CancellationTokenSource(_patience);
        try
        {
            await process.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{sample} did not end in {_patience}.");
        }
        return (process.ExitCode, await output, await error);
    }

    private static async Task<string> ReadAsync(Process process, string interruptAfter)
    {
        var output = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.AppendLine(line);
            if (line.StartsWith(interruptAfter, StringComparison.Ordinal))
            {
                using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
                await kill.WaitForExitAsync();
            }
        }
        return output.ToString();
    }
}
