using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace CausalFusion.Threading;

/// <summary>
/// Threads that run work which consists of parts for <see cref="ComputeLanes"/> and of many small operators between them, for which waking a second
/// thread costs more than they do: the tensor library uses a driver's own thread alone, while lanes have all that it was given.
/// </summary>
internal static class ComputeDrivers
{
    private static readonly OwnThreads _drivers = new("CausalFusion driver", static () => ThreadBudget.Begin(1));
    private static int _driving;

    /// <summary>Runs shares of a work side by side, each on a driver with its part of the caller's threads, and waits for all.</summary>
    /// <param name="shares">How many.</param>
    /// <param name="work">
    /// The work of one share, given its number and what runs a piece of it on the caller's thread, as what the caller wants to be told, and waits
    /// for it. What either leaves in its dispose scope is freed. What is thrown first is thrown when all have ended; it is for the work to end the
    /// others.
    /// </param>
    public static void Run(int shares, Action<int, Action<Action>> work)
    {
        int threads = ThreadBudget.Threads, whole = ThreadBudget.Whole;
        if (ComputeLanes.IsLane || ThreadBudget.IsGiven || threads == 1)
        {
            for (int share = 0; share < shares; share++)
            {
                work(share, static piece => piece());
            }
            return;
        }
        bool infers = is_inference_mode_enabled();
        int left = shares;
        ExceptionDispatchInfo? first = null;
        using var pieces = new BlockingCollection<Action>();
        try
        {
            if (_drivers.Grow(Interlocked.Add(ref _driving, shares)))
            {
                ThreadBudget.Restore();
            }
            Task[] drivers = [.. Enumerable.Range(0, shares).Select(share => _drivers.Start(() => Drive(share)))];
            foreach (Action piece in pieces.GetConsumingEnumerable())
            {
                piece();
            }
            Task.WaitAll(drivers);
            first?.Throw();
        }
        finally
        {
            Interlocked.Add(ref _driving, -shares);
        }

        void Drive(int share)
        {
            try
            {
                using var mode = inference_mode(infers);
                using var scope = NewDisposeScope();
                ThreadBudget.Give(Math.Max(1, threads / shares), whole, () => work(share, piece => WaitFor(piece, pieces)));
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(e), null);
            }
            finally
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    pieces.CompleteAdding();
                }
            }
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
}
