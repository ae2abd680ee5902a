namespace CausalFusion.Threading;

/// <summary>Divides the work of a kernel among the threads that the caller has (<see cref="ThreadBudget.Threads"/>).</summary>
internal static class KernelThreads
{
    /// <summary>Rows that sums over rows are taken of at a time: the same on any number of threads.</summary>
    public const int RowBlock = 128;

    // Below about this many values, waking another thread costs more than it does.
    private const long LeastShared = 1 << 16;

    /// <summary>
    /// Runs <paramref name="body"/> over consecutive ranges that cover 0…<paramref name="count"/>, on one thread where the work is small. Which
    /// thread runs which range changes no result.
    /// </summary>
    /// <param name="count">How many pieces of work there are.</param>
    /// <param name="values">About how many values are read or written by each.</param>
    /// <param name="body">Does those from the first to before the second.</param>
    public static void For(int count, long values, Action<int, int> body)
    {
        int threads = (int)Math.Min(Math.Min(ThreadBudget.Threads, count), Math.Max(1, count * values / LeastShared));
        if (threads <= 1)
        {
            body(0, count);
            return;
        }
        // Twice as many ranges as threads: a thread that was held up is helped out, and scratch is still set up seldom.
        int ranges = Math.Min(count, 2 * threads);
        Parallel.For(0, ranges, new ParallelOptions { MaxDegreeOfParallelism = threads }, r =>
            body((int)((long)count * r / ranges), (int)((long)count * (r + 1) / ranges)));
    }

    /// <summary>Runs <paramref name="body"/> over blocks of <see cref="RowBlock"/> rows: their number, first row and end.</summary>
    public static void ForRows(int rows, int width, Action<int, int, int> body) => For(RowBlocks(rows), (long)RowBlock * width, (first, end) =>
    {
        for (int block = first; block < end; block++)
        {
            body(block, block * RowBlock, Math.Min(rows, (block + 1) * RowBlock));
        }
    });

    /// <summary>How many blocks rows are taken in.</summary>
    public static int RowBlocks(int rows) => (rows + RowBlock - 1) / RowBlock;
}
