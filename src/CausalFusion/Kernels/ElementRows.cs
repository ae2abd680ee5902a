using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CausalFusion.Kernels;

/// <summary>Rows of values between float32 and the type that they have in memory, and from one stride to another.</summary>
internal static unsafe class ElementRows
{
    /// <summary>Reads rows, scaled.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="sourceStride">Distance from one to the next.</param>
    /// <param name="destination">Where the first goes; written.</param>
    /// <param name="destinationStride">Distance from one to the next.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">Values of each.</param>
    /// <param name="scale">What they are multiplied with.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read<T>(T* source, nint sourceStride, float* destination, nint destinationStride, int rows, int columns, float scale = 1)
        where T : unmanaged, IElement<T>
    {
        if (sourceStride == columns && destinationStride == columns)
        {
            (columns, rows) = (rows * columns, 1);
        }
        for (int r = 0; r < rows; r++, source += sourceStride, destination += destinationStride)
        {
            int i = 0;
            for (; i + 16 <= columns; i += 16)
            {
                (T.Load(source + i) * scale).Store(destination + i);
            }
            for (; i < columns; i++)
            {
                destination[i] = T.Get(source + i) * scale;
            }
        }
    }

    /// <summary>Writes rows, scaled.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="sourceStride">Distance from one to the next.</param>
    /// <param name="destination">Where the first goes; written.</param>
    /// <param name="destinationStride">Distance from one to the next.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">Values of each.</param>
    /// <param name="scale">What they are multiplied with.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write<T>(float* source, nint sourceStride, T* destination, nint destinationStride, int rows, int columns, float scale = 1)
        where T : unmanaged, IElement<T>
    {
        for (int r = 0; r < rows; r++, source += sourceStride, destination += destinationStride)
        {
            int i = 0;
            for (; i + 16 <= columns; i += 16)
            {
                T.Store(Vector512.Load(source + i) * scale, destination + i);
            }
            for (; i < columns; i++)
            {
                T.Set(source[i] * scale, destination + i);
            }
        }
    }
}
