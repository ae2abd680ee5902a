namespace CausalFusion.Cli.Progress;

/// <summary>Keeps what long work reports.</summary>
internal interface IProgressLog : IDisposable
{
    /// <summary>Keeps what is told once, before the first report.</summary>
    /// <param name="text">A sentence.</param>
    void Note(string text);

    /// <summary>Keeps a report.</summary>
    /// <param name="values">A value for each column; the first one rises by one from report to report.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    void Write(ReadOnlySpan<double> values);
}
