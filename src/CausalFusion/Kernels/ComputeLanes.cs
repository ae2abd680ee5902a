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
        using var job = new Job(lanes, work);
        pool.Add(job);
        job.Wait();
    }

    private static void RunHere(Action<int> work, int lane)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        work(lane);
    }

    /// <summary>The work of some lanes. Who waits for it does not spin: the lanes need the processor.</summary>
    private sealed class Job(int count, Action<int> work) : IDisposable
    {
        private readonly ManualResetEventSlim _isDone = new(initialState: false, spinCount: 0);
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private ExceptionDispatchInfo? _failure;
        private int _left = count;

        public int Lanes { get; } = count;

        /// <summary>Runs a lane's work, in the context of who gave it.</summary>
        public void Run(int lane)
        {
            try
            {
                if (_context is null)
                {
                    RunHere(work, lane);
                }
                else
                {
                    ExecutionContext.Run(_context, _ => RunHere(work, lane), null);
                }
            }
            catch (Exception failure)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
            }
            if (Interlocked.Decrement(ref _left) == 0)
            {
                _isDone.Set();
            }
        }

        public void Wait()
        {
            _isDone.Wait();
            _failure?.Throw();
        }

        public void Dispose() => _isDone.Dispose();
    }

    /// <summary>Threads of which each has so many of the tensor library's.</summary>
    private sealed class Pool(int threads)
    {
        private readonly Queue<(Job Job, int Lane)> _waiting = new();
        private int _lanes;

        public void Add(Job job)
        {
            lock (_waiting)
            {
                for (; _lanes < job.Lanes; _lanes++)
                {
                    Start();
                }
                for (int lane = 0; lane < job.Lanes; lane++)
                {
                    _waiting.Enqueue((job, lane));
                }
                Monitor.PulseAll(_waiting);
            }
        }

        private void Start()
        {
            using var isSet = new ManualResetEventSlim();
            new Thread(() => Work(isSet)) { IsBackground = true, Name = $"CausalFusion lane {_lanes}" }.UnsafeStart();
            isSet.Wait();
            // The library takes a thread's number for that of all threads to come, too: the caller's stays it.
            set_num_threads(get_num_threads());
        }

        private void Work(ManualResetEventSlim isSet)
        {
            _ = get_num_threads(); // a thread's first question sets its number to that of all, whatever it was set to before
            set_num_threads(threads);
            isSet.Set();
            while (true)
            {
                (Job job, int lane) = Next();
                job.Run(lane);
            }
        }

        private (Job Job, int Lane) Next()
        {
            lock (_waiting)
            {
                while (_waiting.Count == 0)
                {
                    Monitor.Wait(_waiting);
                }
                return _waiting.Dequeue();
            }
        }
    }
}
