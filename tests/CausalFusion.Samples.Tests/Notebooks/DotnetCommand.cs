using System.Diagnostics;

namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>A command of the .NET SDK, as a user types it in the repository's folder.</summary>
internal static class DotnetCommand
{
    /// <summary>How the command is started.</summary>
    public static ProcessStartInfo Start(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = ChildProcess.Dotnet(arguments);
        start.WorkingDirectory = Repository.Root;
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
        (int exitCode, string output, string error) = await ChildProcess.RunAsync(Start(environment, arguments));
        return exitCode == 0 ? output : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed:\n{output}\n{error}");
    }
}
