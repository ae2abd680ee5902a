using static TorchSharp.torch;

namespace CausalFusion.Threading;

/// <summary>How many threads a thread may have work for it, and how many of the tensor library's.</summary>
/// <remarks>
/// The library takes the number that a thread sets for itself for that of all threads to come as well, until another thread has set its own: a thread
/// of ours that has another number is therefore started once, and the number restored at once. A thread of somebody else that asks the library for
/// the first time in between, within some microseconds, would stay at that number.
/// </remarks>
internal static class ThreadBudget
{
    private static readonly OwnThreads _keeper = new("CausalFusion threads");

    [ThreadStatic]
    private static int _given, _whole;

    /// <summary>How many threads the caller has: those that <see cref="Give"/> gave it, or else as many as the tensor library uses for it.</summary>
    public static int Threads => IsGiven ? _given : get_num_threads();

    /// <summary>How many threads all have of whose work the caller does a part: its own number where it does none.</summary>
    public static int Whole => _whole > 0 ? _whole : Threads;

    /// <summary>Whether the caller was given a number of threads.</summary>
    public static bool IsGiven => _given > 0;

    /// <summary>Works with a number of threads in the place of the library's.</summary>
    /// <param name="threads">The number; 0 is the library's.</param>
    /// <param name="whole">How many all have of whose work it is a part.</param>
    /// <param name="work">The work.</param>
    public static void Give(int threads, int whole, Action work)
    {
        (int, int) before = (_given, _whole);
        (_given, _whole) = (threads, whole);
        try
        {
            work();
        }
        finally
        {
            (_given, _whole) = before;
        }
    }

    /// <summary>Has the tensor library use so many threads for the caller, which is a thread of ours that begins.</summary>
    public static void Begin(int threads)
    {
        _ = get_num_threads(); // a thread's first question sets its number to that of all, whatever it was set to before
        set_num_threads(threads);
    }

    /// <summary>Has threads to come use as many as before one of ours was started.</summary>
    public static void Restore()
    {
        int threads = Whole;
        if (get_num_threads() == threads)
        {
            set_num_threads(threads);
        }
        else
        {
            _keeper.Start(() => set_num_threads(threads)).GetAwaiter().GetResult(); // the caller's own number is to stay
        }
    }
}
