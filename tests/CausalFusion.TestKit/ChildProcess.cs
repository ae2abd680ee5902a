using System.Diagnostics;

namespace CausalFusion.TestKit;

/// <summary>A program that a test starts, waits for, and reads.</summary>
public static class ChildProcess
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    /// <summary>How the <c>dotnet</c> that runs the tests is started.</summary>
    public static ProcessStartInfo Dotnet(params IEnumerable<string> arguments) =>
        new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="start">How it is started; its output and errors are redirected.</param>
    /// <param name="read">What reads its output; null for what takes it as it is.</param>
    /// <returns>The exit code, and what was written to standard output and to standard error.</returns>
    /// <exception cref="TimeoutException">It did not end in five minutes, and was killed.</exception>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(ProcessStartInfo start, Func<Process, Task<string>>? read = null)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(), output = read is null ? process.StandardOutput.ReadToEndAsync() : read(process);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(_patience);
        try
        {
            await process.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            string command = $"{start.FileName} {string.Join(' ', start.ArgumentList)}";
            throw new TimeoutException($"'{command}' did not end in {_patience}, or the tests were stopped.");
        }
        return (process.ExitCode, await output, await error);
    }

    /// <inheritdoc cref="RunAsync"/>
    public static (int ExitCode, string Output, string Error) Run(ProcessStartInfo start) => RunAsync(start).GetAwaiter().GetResult();
}
