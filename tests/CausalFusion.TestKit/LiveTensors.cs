using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace CausalFusion.TestKit;

/// <summary>Counts the tensors that the code of a test holds.</summary>
/// <remarks>
/// <c>Tensor.TotalCount</c> cannot tell where parameters are made: a <c>Parameter</c> takes over a tensor's handle, after which two are counted and
/// one can be freed. TorchSharp's statistics of each thread are exact. They are added up over the threads that the test's work has come to (its
/// execution context tells which) and the finalizer thread, from when each of them joined. Only differences between two counts of one test mean
/// something, and only where no other test runs.
/// </remarks>
public static class LiveTensors
{
    private static readonly ConcurrentDictionary<ThreadDisposeScopeStatistics, long> _threads = new(ReferenceEqualityComparer.Instance);
    private static readonly AsyncLocal<bool> _watched = new(_ => Join());
    private static readonly ManualResetEventSlim _finalizerJoined = new();

    /// <summary>The tensors that live now, with those that nobody holds and that wait for their finalizers.</summary>
    public static long Count
    {
        get
        {
            if (!_finalizerJoined.IsSet)
            {
                JoinFinalizer();
            }
            _watched.Value = true;
            Join();
            return _threads.Sum(thread => thread.Key.ThreadTotalLiveCount - thread.Value);
        }
    }

    /// <summary>The tensors that live once finalizers have freed those that nobody holds, and threads that end have let go of theirs.</summary>
    public static long CountHeld()
    {
        for (long last = Collected(); ;)
        {
            Thread.Sleep(20);
            long now = Collected();
            if (now == last)
            {
                return now;
            }
            last = now;
        }
    }

    private static long Collected()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Count;
    }

    private static void Join() => _threads.TryAdd(DisposeScopeManager.Statistics, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

    private static void JoinFinalizer()
    {
        do
        {
            MakeGarbage();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        while (!_finalizerJoined.IsSet);
    }

    // Not inlined, or the caller might hold it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeGarbage() => _ = new FinalizerThread();

    private sealed class FinalizerThread
    {
        ~FinalizerThread()
        {
            Join();
            _finalizerJoined.Set();
        }
    }
}
