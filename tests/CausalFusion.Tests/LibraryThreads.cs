using static TorchSharp.torch;

namespace CausalFusion.Tests;

/// <summary>The tensor library's number of threads; for tests that run alone.</summary>
internal static class LibraryThreads
{
    /// <summary>Works with so many threads.</summary>
    public static T With<T>(int threads, Func<T> work)
    {
        int before = get_num_threads();
        set_num_threads(threads);
        try
        {
            return work();
        }
        finally
        {
            set_num_threads(before);
        }
    }

    /// <inheritdoc cref="With{T}"/>
    public static void With(int threads, Action work) => With(threads, () =>
    {
        work();
        return threads;
    });
}
