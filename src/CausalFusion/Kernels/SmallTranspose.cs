using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CausalFusion.Kernels;

/// <summary>Transposes matrices that stay in the cache, in blocks of 8×8 that stay in registers.</summary>
internal static unsafe class SmallTranspose
{
    /// <summary>destination[c, r] = source[r, c].</summary>
    /// <param name="source">Its rows are contiguous.</param>
    /// <param name="sourceStride">Distance between its rows.</param>
    /// <param name="destination">Its rows are contiguous.</param>
    /// <param name="destinationStride">Distance between its rows.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* source, nint sourceStride, float* destination, nint destinationStride, int rows, int columns)
    {
        int r = 0;
        for (; Avx.IsSupported && rows >= 8 && r < rows; r += 8)
        {
            r = Math.Min(r, rows - 8); // the last block overlaps the one before
            int c = 0;
            for (; c + 8 <= columns; c += 8)
            {
                Block(source + (r * sourceStride) + c, sourceStride, destination + (c * destinationStride) + r, destinationStride);
            }
            Each(source, sourceStride, destination, destinationStride, r, r + 8, c, columns);
        }
        Each(source, sourceStride, destination, destinationStride, r, rows, 0, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(float* source, nint stride, float* destination, nint other)
    {
        Vector256<float> a = Avx.LoadVector256(source), b = Avx.LoadVector256(source + stride);
        Vector256<float> low0 = Avx.UnpackLow(a, b), high0 = Avx.UnpackHigh(a, b);
        a = Avx.LoadVector256(source + (2 * stride));
        b = Avx.LoadVector256(source + (3 * stride));
        Vector256<float> low1 = Avx.UnpackLow(a, b), high1 = Avx.UnpackHigh(a, b);
        a = Avx.LoadVector256(source + (4 * stride));
        b = Avx.LoadVector256(source + (5 * stride));
        Vector256<float> low2 = Avx.UnpackLow(a, b), high2 = Avx.UnpackHigh(a, b);
        a = Avx.LoadVector256(source + (6 * stride));
        b = Avx.LoadVector256(source + (7 * stride));
        Vector256<float> low3 = Avx.UnpackLow(a, b), high3 = Avx.UnpackHigh(a, b);
        Rows(low0, low1, low2, low3, 0x44, destination, other, 0);
        Rows(low0, low1, low2, low3, 0xEE, destination, other, 1);
        Rows(high0, high1, high2, high3, 0x44, destination, other, 2);
        Rows(high0, high1, high2, high3, 0xEE, destination, other, 3);
    }

    /// <summary>Writes the row that is <paramref name="row"/> and the fourth after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rows(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, [ConstantExpected] byte which, float* destination,
        nint stride, int row)
    {
        Vector256<float> first = Avx.Shuffle(a, b, which), second = Avx.Shuffle(c, d, which);
        Avx.Permute2x128(first, second, 0x20).Store(destination + (row * stride));
        Avx.Permute2x128(first, second, 0x31).Store(destination + ((row + 4) * stride));
    }

    private static void Each(
        float* source, nint sourceStride, float* destination, nint destinationStride, int firstRow, int endRow, int firstColumn, int endColumn)
    {
        for (int r = firstRow; r < endRow; r++)
        {
            for (int c = firstColumn; c < endColumn; c++)
            {
                destination[(c * destinationStride) + r] = source[(r * sourceStride) + c];
            }
        }
    }
}
