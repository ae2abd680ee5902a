namespace CausalFusion.Cli.Progress;

/// <summary>Progress that is told at once, on the thread that works.</summary>
internal sealed class Reporter<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
