using TorchSharp;

namespace CausalFusion.Tests;

/// <summary>Collects garbage all the time, and takes what was freed again: what works on freed memory shows it soon.</summary>
internal sealed class CollectorPressure : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _collections;

    public CollectorPressure() => _collections = Task.Run(Collect);

    private void Collect()
    {
        while (!_ended.IsCancellationRequested)
        {
            GC.Collect(0);
            GC.WaitForPendingFinalizers();
            // By numbers of another kind and value.
            _ = Enumerable.Range(0, 200).Select(number => number.ToScalar()).ToArray();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _collections;
        _ended.Dispose();
    }
}
