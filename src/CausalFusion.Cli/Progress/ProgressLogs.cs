namespace CausalFusion.Cli.Progress;

/// <summary>The logs of one run. One that can no longer be written is told of once, and left; the work goes on.</summary>
/// <param name="error">Where that is told.</param>
internal sealed class ProgressLogs(TextWriter error) : IDisposable
{
    private readonly List<(string Name, IProgressLog Log)> _logs = [];

    /// <summary>Adds a log, which is disposed with these.</summary>
    /// <param name="name">The file or folder that it writes.</param>
    /// <param name="log">The log.</param>
    public void Add(string name, IProgressLog log) => _logs.Add((name, log));

    /// <summary>Keeps what is told once, before the first report.</summary>
    public void Note(string text) => _logs.ForEach(item => item.Log.Note(text));

    /// <summary>Keeps a report.</summary>
    public void Write(ProgressReport report)
    {
        for (int i = _logs.Count - 1; i >= 0; i--)
        {
            (string name, IProgressLog log) = _logs[i];
            try
            {
                log.Write(report.Values);
            }
            catch (Exception exception) when (InputException.IsOf(exception))
            {
                error.WriteLine($"causalfusion: '{name}' can't be written any more, and is not: {exception.Message}");
                _logs.RemoveAt(i);
                log.Dispose();
            }
        }
    }

    public void Dispose()
    {
        foreach ((_, IProgressLog log) in _logs)
        {
            log.Dispose();
        }
    }
}
