using System.Diagnostics;

namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>A command of the .NET SDK, as a user types it in the repository's folder.</summary>
internal static class DotnetCommand
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    /// <summary>How the command is started.</summary>
    public static ProcessStartInfo Start(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }
        return start;
    }

    /// <returns>What was written to standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using Process process = Process.Start(Start(environment, arguments))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        using var stop = new CancellationTokenSource(_patience);
        try
        {
            await process.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)} did not end in {_patience}.");
        }
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed:\n{await output}\n{await error}");
    }
}
