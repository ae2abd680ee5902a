using System.Collections.Concurrent;
using TorchSharp;

namespace CausalFusion.Tests;

/// <summary>Counts the tensors that the code of a test holds.</summary>
/// <remarks>
/// <c>Tensor.TotalCount</c> cannot tell: it grows by one for good with each <c>Parameter</c> that is constructed. TorchSharp's statistics of each thread are exact, and
/// are added up over the threads that the test's work has come to (its execution context tells which) and the finalizer thread, from when each of them joined.
/// Only differences between two counts of one test mean something.
/// </remarks>
internal static class LiveTensors
{
    private static readonly ConcurrentDictionary<ThreadDisposeScopeStatistics, long> _threads = new(ReferenceEqualityComparer.Instance);
    private static readonly AsyncLocal<bool> _watched = new(_ => Join());
    private static readonly Lazy<bool> _finalizerJoined = new(() =>
    {
        MakeGarbage();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return true;
    });

    /// <summary>The tensors that live now.</summary>
    public static long Count
    {
        get
        {
            _ = _finalizerJoined.Value;
            _watched.Value = true;
            Join();
            return _threads.Sum(thread => thread.Key.ThreadTotalLiveCount - thread.Value);
        }
    }

    /// <summary>The tensors that live once finalizers have freed those that nobody holds.</summary>
    public static long CountHeld()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Count;
    }

    private static void Join() => _threads.TryAdd(DisposeScopeManager.Statistics, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

    private static void MakeGarbage() => _ = new FinalizerThread();

    private sealed class FinalizerThread
    {
        ~FinalizerThread() => Join();
    }
}
