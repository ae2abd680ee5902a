using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// Threads that parts of a batch are computed on side by side, each with its share of the tensor library's threads. A product is faster on one thread
/// than as one of as many rows for each of several, which wait for each other after every one.
/// </summary>
/// <remarks>
/// The library takes the number that a thread sets for itself for that of all threads to come as well, until another thread has set its own: a lane
/// is therefore started once, and the number restored at once. A thread of somebody else that asks the library for the first time in between, within
/// some microseconds, would stay at the lane's number.
/// </remarks>
internal static class ComputeLanes
{
    private static readonly ConcurrentDictionary<int, Pool> _pools = new();
    private static readonly Lock _starting = new();

    [ThreadStatic]
    private static bool _isLane;

    /// <summary>How many threads each of some lanes is given: a power of two, so that there are few kinds of lanes.</summary>
    public static int ThreadsOf(int lanes) => (int)BitOperations.RoundUpToPowerOf2((uint)(Math.Max(1, get_num_threads() / lanes) / 2) + 1);

    /// <summary>Computes on lanes, without gradients, and waits for all.</summary>
    /// <param name="lanes">How many.</param>
    /// <param name="threads">
    /// How many of the tensor library's threads each has. One lane with all of the caller's is the caller's thread; so are all, from within a lane.
    /// </param>
    /// <param name="work">The work of one lane, given its number. What it leaves in its dispose scope is freed.</param>
    public static void Run(int lanes, int threads, Action<int> work)
    {
        if (_isLane || (lanes == 1 && threads == get_num_threads()))
        {
            for (int lane = 0; lane < lanes; lane++)
            {
                RunHere(work, lane);
            }
            return;
        }
        Pool pool = _pools.GetOrAdd(threads, static threads => new Pool(threads));
        var job = new Job(lanes, work);
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
    private sealed class Job(int count, Action<int> work)
    {
        private readonly object _end = new();
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
            lock (_end)
            {
                _left--;
                Monitor.Pulse(_end);
            }
        }

        public void Wait()
        {
            lock (_end)
            {
                while (_left > 0)
                {
                    Monitor.Wait(_end);
                }
            }
            _failure?.Throw();
        }
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
            int all = get_num_threads(); // asked before the lane sets its own
            lock (_starting)
            {
                using var isSet = new ManualResetEventSlim();
                new Thread(() => Work(isSet)) { IsBackground = true, Name = $"CausalFusion lane {_lanes}" }.UnsafeStart();
                isSet.Wait();
                set_num_threads(all);
            }
        }

        private void Work(ManualResetEventSlim isSet)
        {
            _ = get_num_threads(); // a thread's first question sets its number to that of all, whatever it was set to before
            set_num_threads(threads);
            _isLane = true;
            isSet.Set();
            while (true)
            {
                RunNext();
            }
        }

        /// <summary>A method of its own, so that a lane that waits holds nothing of what it did last.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void RunNext()
        {
            (Job job, int lane) = Next();
            job.Run(lane);
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
