using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>Divides the work of a kernel among as many threads as the tensor library uses.</summary>
internal static class KernelThreads
{
    /// <summary>
    /// Runs <paramref name="body"/> over consecutive ranges that cover 0…<paramref name="count"/>. Which thread runs which range changes no result.
    /// </summary>
    public static void For(int count, Action<int, int> body)
    {
        int threads = Math.Min(get_num_threads(), count);
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
}
