using System.Collections.Concurrent;
using System.Numerics;
using CausalFusion.Native;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// Threads that parts of a batch are computed on side by side, each with its share of the tensor library's threads. A product is faster on one thread
/// than as one of as many rows for each of several, which wait for each other after every one.
/// </summary>
/// <remarks>
/// The library takes the number that a thread sets for itself for that of all threads to come as well, until another thread has set its own: a lane,
/// or a thread that drives some, is therefore started once, and the number restored at once. A thread of somebody else that asks the library for the
/// first time in between, within some microseconds, would stay at that number.
/// </remarks>
internal static class ComputeLanes
{
    private static readonly ConcurrentDictionary<int, OwnThreads> _lanes = new();
    private static readonly OwnThreads _drivers = new("CausalFusion driver", static () => SetThreads(1));
    private static readonly OwnThreads _keeper = new("CausalFusion threads");
    private static int _driving;

    [ThreadStatic]
    private static bool _isLane;

    [ThreadStatic]
    private static int _threads;

    /// <summary>
    /// How many threads the lanes that the caller starts have together: as many as the tensor library uses for the caller, or, within
    /// <see cref="Drive"/>, for the caller of that.
    /// </summary>
    public static int Threads => _threads > 0 ? _threads : get_num_threads();

    /// <summary>How many threads each of some lanes is given: a power of two, so that there are few kinds of lanes.</summary>
    public static int ThreadsOf(int lanes) => (int)BitOperations.RoundUpToPowerOf2((uint)(Math.Max(1, Threads / lanes) / 2) + 1);

    /// <summary>
    /// Runs work that consists of parts for lanes and of many small operators between them, for which waking a second thread costs more than they do:
    /// on a thread of its own, on which the tensor library uses that one alone, while lanes have all of the caller's.
    /// </summary>
    /// <param name="work">
    /// The work, given what runs a piece of it on the caller's thread, as what the caller wants to be told, and waits for it. What either leaves in
    /// its dispose scope is freed.
    /// </param>
    public static void Drive(Action<Action<Action>> work)
    {
        int threads = Threads;
        if (_isLane || _threads > 0 || threads == 1)
        {
            work(piece => piece());
            return;
        }
        bool infers = is_inference_mode_enabled();
        using var pieces = new BlockingCollection<Action>();
        Interlocked.Increment(ref _driving);
        try
        {
            if (_drivers.Grow(Volatile.Read(ref _driving)))
            {
                Restore();
            }
            Task driver = Start(_drivers, () =>
            {
                _threads = threads;
                try
                {
                    using var mode = inference_mode(infers);
                    using var scope = NewDisposeScope();
                    work(piece => WaitFor(piece, pieces));
                }
                finally
                {
                    _threads = 0;
                    pieces.CompleteAdding();
                }
            });
            foreach (Action piece in pieces.GetConsumingEnumerable())
            {
                piece();
            }
            driver.GetAwaiter().GetResult(); // throws what the work threw
        }
        finally
        {
            Interlocked.Decrement(ref _driving);
        }
    }

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
            int before = _threads;
            _threads = _isLane ? 0 : threads;
            try
            {
                for (int lane = 0; lane < lanes; lane++)
                {
                    RunHere(work, lane);
                }
            }
            finally
            {
                _threads = before;
            }
            return;
        }
        OwnThreads own = _lanes.GetOrAdd(threads, static threads => new OwnThreads("CausalFusion lane", () =>
        {
            SetThreads(threads);
            _isLane = true;
        }));
        _ = get_num_threads(); // asked before a lane sets its own
        if (own.Grow(lanes))
        {
            Restore();
        }
        IEnumerable<Task> tasks = Enumerable.Range(0, lanes).Select(lane => Start(own, () => RunHere(work, lane)));
        Task.WhenAll(tasks).GetAwaiter().GetResult(); // throws what the first of them threw, when all have ended
    }

    private static Task Start(OwnThreads threads, Action work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.DenyChildAttach | TaskCreationOptions.HideScheduler, threads);

    /// <summary>Runs work on a thread that is made for it and has one of the library's threads.</summary>
    /// <param name="work">The work. What it leaves in its dispose scope is freed.</param>
    public static void Alone(Action work)
    {
        _ = get_num_threads();
        var own = new OwnThreads("CausalFusion trial", static () => SetThreads(1));
        own.Grow(1);
        Restore();
        try
        {
            Start(own, () => RunHere(_ => work(), 0)).GetAwaiter().GetResult();
        }
        finally
        {
            own.End();
        }
    }

    /// <summary>Has threads to come use as many as before one of ours was started.</summary>
    private static void Restore()
    {
        int threads = Threads;
        if (get_num_threads() == threads)
        {
            set_num_threads(threads);
        }
        else
        {
            Start(_keeper, () => set_num_threads(threads)).GetAwaiter().GetResult(); // the caller's own number is to stay
        }
    }

    private static void WaitFor(Action piece, BlockingCollection<Action> pieces)
    {
        var done = new TaskCompletionSource();
        pieces.Add(() =>
        {
            try
            {
                using var scope = NewDisposeScope();
                piece();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e); // it ends the work, and is thrown to the caller by that
            }
        });
        done.Task.GetAwaiter().GetResult();
    }

    private static void SetThreads(int threads)
    {
        _ = get_num_threads(); // a thread's first question sets its number to that of all, whatever it was set to before
        set_num_threads(threads);
    }

    private static void RunHere(Action<int> work, int lane)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        work(lane);
    }
}
