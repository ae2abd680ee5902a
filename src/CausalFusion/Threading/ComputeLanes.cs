using System.Collections.Concurrent;
using System.Numerics;
using static TorchSharp.torch;

namespace CausalFusion.Threading;

/// <summary>
/// Threads that parts of a batch are computed on side by side, each with its share of the tensor library's threads. A product is faster on one thread
/// than as one of as many rows for each of several, which wait for each other after every one.
/// </summary>
internal static class ComputeLanes
{
    private static readonly ConcurrentDictionary<int, OwnThreads> _lanes = new();

    [ThreadStatic]
    private static bool _isLane;

    /// <summary>Whether the caller is a lane.</summary>
    public static bool IsLane => _isLane;

    /// <summary>How many threads each of some lanes is given: a power of two, so that there are few kinds of lanes.</summary>
    public static int ThreadsOf(int lanes) => (int)BitOperations.RoundUpToPowerOf2((uint)(Math.Max(1, ThreadBudget.Threads / lanes) / 2) + 1);

    /// <summary>Computes on lanes, without gradients, and waits for all.</summary>
    /// <param name="lanes">How many.</param>
    /// <param name="threads">
    /// How many of the tensor library's threads each has. One lane with all of the caller's is the caller's thread; so are all, from within a lane.
    /// </param>
    /// <param name="work">The work of one lane, given its number. What it leaves in its dispose scope is freed.</param>
    public static void Run(int lanes, int threads, Action<int> work)
    {
        int whole = ThreadBudget.Whole;
        if (_isLane || (lanes == 1 && threads == get_num_threads()))
        {
            ThreadBudget.Give(_isLane ? 0 : threads, whole, () =>
            {
                for (int lane = 0; lane < lanes; lane++)
                {
                    RunHere(work, lane);
                }
            });
            return;
        }
        OwnThreads own = _lanes.GetOrAdd(threads, static threads => new OwnThreads("CausalFusion lane", () =>
        {
            ThreadBudget.Begin(threads);
            _isLane = true;
        }));
        _ = get_num_threads(); // asked before a lane sets its own
        if (own.Grow(lanes))
        {
            ThreadBudget.Restore();
        }
        IEnumerable<Task> tasks = Enumerable.Range(0, lanes).Select(lane => own.Start(() => ThreadBudget.Give(0, whole, () => RunHere(work, lane))));
        Task.WhenAll(tasks).GetAwaiter().GetResult(); // throws what the first of them threw, when all have ended
    }

    /// <summary>Runs work on a thread that is made for it and has one of the library's threads.</summary>
    /// <param name="work">The work. What it leaves in its dispose scope is freed.</param>
    public static void Alone(Action work)
    {
        _ = get_num_threads();
        var own = new OwnThreads("CausalFusion trial", static () => ThreadBudget.Begin(1));
        own.Grow(1);
        ThreadBudget.Restore();
        try
        {
            own.Start(() => RunHere(_ => work(), 0)).GetAwaiter().GetResult();
        }
        finally
        {
            own.End();
        }
    }

    private static void RunHere(Action<int> work, int lane)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        work(lane);
    }
}
