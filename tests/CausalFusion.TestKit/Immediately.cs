namespace CausalFusion.TestKit;

/// <summary>Progress that is handled on the reporting thread, at once.</summary>
public sealed class Immediately<T>(Action<T> handle) : IProgress<T>
{
    public void Report(T value) => handle(value);
}
