using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;
using CausalFusion.Checkpoints;
using CausalFusion.Cli.Commands;
using CausalFusion.Cli.Outputs;
using CausalFusion.Data;
using CausalFusion.Training;

namespace CausalFusion.Cli;

/// <summary>The command <c>causalfusion</c>: what it offers, and how its failures end.</summary>
internal static partial class CommandLine
{
    private const int DiskFullOnUnix = 28, DiskFullOnWindows = unchecked((int)0x80070070);

    /// <summary>Runs the command.</summary>
    /// <param name="args">What stands behind its name.</param>
    /// <param name="output">Where results go; with <c>--json</c> nothing but JSON.</param>
    /// <param name="error">Where an error goes, in one line, and the progress of long work.</param>
    /// <param name="cancellationToken">Ends the work, as Ctrl+C does.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ParseResult parsed = Root().Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            return Fail(string.Join("; ", parsed.Errors.Select(mistake => mistake.Message.TrimEnd('.'))) + ". Try --help.", ExitCode.Usage);
        }
        try
        {
            var invocation = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            };
            using var hangUp = new HangUp(cancellationToken);
            return await parsed.InvokeAsync(invocation, hangUp.Token);
        }
        catch (OperationCanceledException exception)
        {
            return Fail(exception.Message.StartsWith("canceled", StringComparison.Ordinal) ? exception.Message : "canceled.", ExitCode.Canceled);
        }
        catch (OutputException exception)
        {
            return Fail(exception.Message, ExitCode.BadOutput);
        }
        catch (IOException exception) when (exception.HResult is DiskFullOnUnix or DiskFullOnWindows)
        {
            return Fail(exception.Message, ExitCode.BadOutput);
        }
        catch (Exception exception) when (exception is UsageException or ArgumentException)
        {
            return Fail(exception.Message, ExitCode.Usage);
        }
        catch (Exception exception) when (exception is InvalidDataException or StateDictMismatchException
            or DatasetNotFoundException or InputException || InputException.IsOf(exception))
        {
            return Fail(exception.Message, ExitCode.BadInput);
        }
        catch (TrainingDivergedException exception)
        {
            return Fail(exception.Message, ExitCode.Failure);
        }
        catch (Exception exception)
        {
            return Fail($"unexpected failure: {exception.GetType().Name}: {exception.Message}", ExitCode.Failure);
        }

        int Fail(string message, int exitCode)
        {
            ErrorLine.Write(error, ParameterName().Replace(message, ""));
            return exitCode;
        }
    }

    private static Command Root()
    {
        // Not a RootCommand, which is called like the assembly.
        var root = new Command(
            "causalfusion", "CausalFusion: image models that are autoregressive along one axis and diffusion along another. " + ExitCode.Help);
        root.Options.Add(new HelpOption());
        root.Options.Add(new VersionOption());
        root.Subcommands.Add(new InfoCommand());
        root.Subcommands.Add(new ConvertCommand());
        root.Subcommands.Add(new TrainCommand());
        root.Subcommands.Add(new EncodeCommand());
        root.Subcommands.Add(new SampleCommand());
        root.Subcommands.Add(new EditCommand());
        root.Subcommands.Add(new CaptionCommand());
        return root;
    }

    // What .NET puts behind the message of an ArgumentException: a name of the library's.
    [GeneratedRegex(@" \(Parameter '\w+'\)")]
    private static partial Regex ParameterName();
}
