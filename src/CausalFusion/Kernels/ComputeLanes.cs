using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// Threads that parts of a batch are computed on side by side, each with its share of the tensor library's threads. A product is faster on one thread
/// than as one of as many rows for each of several, which wait for each other after every one.
/// </summary>
internal static class ComputeLanes
{
    private static readonly ConcurrentDictionary<int, Pool> _pools = new();

    /// <summary>Computes on lanes, without gradients, and waits for all.</summary>
    /// <param name="lanes">How many.</param>
    /// <param name="threads">How many of the tensor library's threads each has. One lane with all of the caller's is the caller's thread.</param>
    /// <param name="work">The work of one lane, given its number. What it leaves in its dispose scope is freed.</param>
    public static void Run(int lanes, int threads, Action<int> work)
    {
        if (lanes == 1 && threads == get_num_threads())
        {
            RunHere(work, 0);
            return;
        }
        Pool pool = _pools.GetOrAdd(threads, static threads => new Pool(threads));
        pool.Grow(lanes);
        using var left = new CountdownEvent(lanes);
        var failures = new ConcurrentQueue<ExceptionDispatchInfo>();
        for (int lane = 0; lane < lanes; lane++)
        {
            int own = lane;
            pool.Add(() =>
            {
                try
                {
                    RunHere(work, own);
                }
                catch (Exception failure)
                {
                    failures.Enqueue(ExceptionDispatchInfo.Capture(failure));
                }
                finally
                {
                    left.Signal();
                }
            });
        }
        left.Wait();
        if (failures.TryDequeue(out ExceptionDispatchInfo? first))
        {
            first.Throw();
        }
    }

    private static void RunHere(Action<int> work, int lane)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        work(lane);
    }

    /// <summary>Threads of which each has so many of the tensor library's.</summary>
    private sealed class Pool(int threads)
    {
        private readonly BlockingCollection<Action> _work = [];
        private readonly Lock _lock = new();
        private int _lanes;

        public void Add(Action work) => _work.Add(work);

        public void Grow(int lanes)
        {
            lock (_lock)
            {
                for (; _lanes < lanes; _lanes++)
                {
                    using var isSet = new ManualResetEventSlim();
                    new Thread(() => Work(isSet)) { IsBackground = true, Name = $"CausalFusion lane {_lanes}" }.UnsafeStart();
                    isSet.Wait();
                    // The library takes a thread's number for that of all threads to come, too: the caller's stays it.
                    set_num_threads(get_num_threads());
                }
            }
        }

        private void Work(ManualResetEventSlim isSet)
        {
            _ = get_num_threads(); // a thread's first question sets its number to that of all, whatever it was set to before
            set_num_threads(threads);
            isSet.Set();
            foreach (Action work in _work.GetConsumingEnumerable())
            {
                work();
            }
        }
    }
}
