namespace CausalFusion.Tests;

/// <summary>Progress that is handled on the reporting thread, at once.</summary>
internal sealed class Immediately<T>(Action<T> handle) : IProgress<T>
{
    public void Report(T value) => handle(value);
}
