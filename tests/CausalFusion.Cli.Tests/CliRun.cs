using System.Text.Json;
using System.Text.RegularExpressions;

namespace CausalFusion.Cli.Tests;

/// <summary>What a run of the command left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error, but for the lines of progress, of which a busy machine gets some.</param>
internal sealed partial record CliRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs the command in this process, and checks that it has freed every tensor that it made.</summary>
    public static async Task<CliRun> InProcess(params string[] args) => await Cancellable(CancellationToken.None, args);

    public static async Task<CliRun> Cancellable(CancellationToken cancellationToken, params string[] args)
    {
        using StringWriter output = new(), error = new();
        long before = LiveTensors.CountHeld();
        int exitCode = await CommandLine.RunAsync(args, output, error, cancellationToken);
        Assert.Equal(before, LiveTensors.Count);
        return new CliRun(exitCode, output.ToString(), Progress().Replace(error.ToString(), ""));
    }

    /// <summary>Runs the command as a process of its own.</summary>
    public static CliRun AsProcess(params string[] args)
    {
        (int exitCode, string output, string error) = ChildProcess.Run(ChildProcess.Dotnet([typeof(CommandLine).Assembly.Location, .. args]));
        return new CliRun(exitCode, output, Progress().Replace(error, ""));
    }

    [GeneratedRegex(@"^[a-z ]+: \d+\.\d %, .*\n", RegexOptions.Multiline)]
    private static partial Regex Progress();

    /// <summary>The result of a run that was asked for JSON and went well.</summary>
    public JsonElement Json()
    {
        Assert.Equal("", Error);
        Assert.Equal(0, ExitCode);
        using JsonDocument document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }

    /// <summary>
    /// Checks that the run failed as it should: with this exit code, one line on the error stream that says this, and nothing on the output.
    /// </summary>
    public void AssertFailed(int exitCode, params string[] says)
    {
        Assert.Equal((exitCode, ""), (ExitCode, Output));
        Assert.StartsWith("causalfusion: ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Error.TrimEnd('\n'), char.IsControl);
        Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(says, text => Assert.Contains(text, Error, StringComparison.Ordinal));
    }
}
