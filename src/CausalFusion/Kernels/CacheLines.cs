using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CausalFusion.Kernels;

/// <summary>Brings memory into the cache ahead of its use. Rows that lie far apart are not what a processor foresees by itself.</summary>
internal static unsafe class CacheLines
{
    /// <summary>Bytes of a line.</summary>
    public const int Size = 64;

    /// <summary>Asks for the lines of some rows; nothing waits for them.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="length">Bytes of each that are wanted.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fetch(void* start, nint stride, int rows, int length)
    {
        if (!Sse.IsSupported)
        {
            return;
        }
        byte* row = (byte*)start;
        for (int r = 0; r < rows; r++, row += stride)
        {
            for (int at = 0; at < length; at += Size)
            {
                Sse.Prefetch1(row + at);
            }
        }
    }
}
