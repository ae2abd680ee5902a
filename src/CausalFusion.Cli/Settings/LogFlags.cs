using System.CommandLine;
using CausalFusion.Cli.Outputs;
using CausalFusion.Cli.Progress;

namespace CausalFusion.Cli.Settings;

/// <summary>The options that say where the progress of long work is kept.</summary>
internal sealed class LogFlags
{
    private readonly Option<string?> _log = new("--log")
    {
        Description = "A file to keep every report of progress in: .csv, or .jsonl for a JSON object in each line.",
        HelpName = "FILE",
    };

    private readonly Option<string?>? _tensorBoard;

    /// <param name="tensorBoard">Whether TensorBoard's events are offered, too.</param>
    public LogFlags(bool tensorBoard = false) => _tensorBoard = !tensorBoard ? null : new Option<string?>("--tensorboard")
    {
        Description = "A folder to write TensorBoard events into as well.",
        HelpName = "DIR",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_log);
        if (_tensorBoard is not null)
        {
            command.Options.Add(_tensorBoard);
        }
    }

    /// <summary>Checks what will be written.</summary>
    public void Check(ParseResult parsed, OutputCheck outputs)
    {
        outputs.Writes(_log.Name, parsed.GetValue(_log), TableLog.Endings);
        if (EventsOf(parsed) is { } folder)
        {
            outputs.WritesInto(_tensorBoard!.Name, folder);
        }
    }

    /// <summary>The logs that were asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="columns">The columns' names in a file, the first of which counts the reports, and as TensorBoard's scalars.</param>
    /// <returns>The logs; the caller disposes them.</returns>
    /// <exception cref="OutputException">A file is there that is no such log.</exception>
    public ProgressLogs Open(ParseResult parsed, params (string Name, string? Scalar)[] columns)
    {
        var logs = new ProgressLogs(parsed.InvocationConfiguration.Error);
        if (parsed.GetValue(_log) is { } path)
        {
            logs.Add(path, OutputException.Guard(path, () => new TableLog(path, [.. columns.Select(column => column.Name)])));
        }
        if (EventsOf(parsed) is { } folder)
        {
            logs.Add(folder, new TensorBoardLog(folder, [.. columns.Select(column => column.Scalar)]));
        }
        return logs;
    }

    private string? EventsOf(ParseResult parsed) => _tensorBoard is null ? null : parsed.GetValue(_tensorBoard);
}
