using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CausalFusion.Samples.Tests.Programs;

/// <summary>A sample, run as its user runs it: in a process and a folder of its own.</summary>
internal static class SampleProcess
{
    // bin/Release/net10.0, of the samples as of the tests.
    private static readonly string _outputFolder =
        Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "CausalFusion.Samples.Tests"), AppContext.BaseDirectory);

    private static readonly Lazy<bool> _canHeedInterrupts = new(() =>
        OperatingSystem.IsLinux() && ChildProcess.Run(HeedingInterrupts(new("true"))).ExitCode == 0);

    /// <returns>The exit code, and what was written to standard output and to standard error.</returns>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(string sample, string folder, params string[] arguments) =>
        RunAsync(sample, folder, arguments, interruptAfter: null);

    /// <summary>
    /// Runs a sample and presses Ctrl+C once it has written a line that begins so. Not on Windows, where no process can do that to another.
    /// </summary>
    public static Task<(
        int ExitCode, string Output, string Error)> InterruptAsync(string sample, string folder, string line, params string[] arguments) =>
        RunAsync(sample, folder, arguments, line);

    private static Task<(
        int ExitCode, string Output, string Error)> RunAsync(string sample, string folder, string[] arguments, string? interruptAfter)
    {
        string program = Path.Combine(Repository.Root, "samples", sample, _outputFolder, sample + ".dll");
        ProcessStartInfo start = ChildProcess.Dotnet([program, .. arguments]);
        start.WorkingDirectory = folder;
        if (interruptAfter is null)
        {
            return ChildProcess.RunAsync(start);
        }
        start = _canHeedInterrupts.Value ? HeedingInterrupts(start) : start;
        return ChildProcess.RunAsync(start, process => ReadAsync(process, interruptAfter));
    }

    // What a shell runs in the background ignores Ctrl+C, and so does what that starts, the tests' samples too: GNU's env undoes that.
    private static ProcessStartInfo HeedingInterrupts(ProcessStartInfo start) =>
        new("env", ["--default-signal=INT", start.FileName, .. start.ArgumentList]) { WorkingDirectory = start.WorkingDirectory };

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
