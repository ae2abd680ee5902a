using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// Products A·B of float32 matrices, of which B is packed. Every value is summed from the first column of A to the last, so that a row is the same to
/// the last bit whatever rows are beside it, and on any number of threads.
/// </summary>
internal static unsafe class PackedProduct
{
    /// <summary>About how many operations take as long as one value that a kernel reads or writes.</summary>
    public const int OperationsOfAValue = 64;

    // Rows that are worth being shared out, and those whose sums stay in registers.
    private const int RowBlock = 32, TileRows = 8;

    /// <summary>Multiplies, on the caller's thread.</summary>
    /// <param name="a">A, (M, K), contiguous: as many rows as stay in the cache with the product.</param>
    /// <param name="b">B, (K, N).</param>
    /// <param name="c">The product, (M, N), contiguous; written.</param>
    /// <param name="rows">M.</param>
    public static void Multiply(float* a, PackedMatrix b, float* c, int rows)
    {
        float* edge = stackalloc float[SmallGemm.ColumnBlock];
        for (int panel = 0; panel < b.Panels; panel++)
        {
            int first = panel * PackedMatrix.PanelWidth, columns = Math.Min(PackedMatrix.PanelWidth, b.Columns - first);
            int whole = columns / SmallGemm.ColumnBlock * SmallGemm.ColumnBlock, width = b.WidthOf(panel);
            float* values = b.Panel(panel);
            if (columns == PackedMatrix.PanelWidth && rows >= TileRows && b.Depth % 2 == 0 && Vector512.IsHardwareAccelerated)
            {
                for (nint row = 0; row < rows; row += TileRows)
                {
                    nint first8 = Math.Min(row, rows - TileRows); // the last tile may compute rows once more: that is faster than a few alone
                    Tile(a + (first8 * b.Depth), b.Depth, values, c + (first8 * b.Columns) + first, b.Columns);
                }
                continue;
            }
            SmallGemm.Multiply(a, b.Depth, 1, values, width, c + first, b.Columns, rows, whole, b.Depth, accumulate: false);
            for (nint row = 0; row < rows && whole < columns; row++)
            {
                SmallGemm.Multiply(a + (row * b.Depth), 0, 1, values + whole, width, edge, 0, 1, SmallGemm.ColumnBlock, b.Depth, accumulate: false);
                new ReadOnlySpan<float>(edge, columns - whole).CopyTo(new Span<float>(c + (row * b.Columns) + first + whole, columns - whole));
            }
        }
    }

    /// <summary>The same, shared out among the threads that the caller has.</summary>
    /// <param name="x">A, (M, K), contiguous.</param>
    /// <param name="b">B, (K, N).</param>
    /// <param name="result">The product, (M, N), contiguous; written.</param>
    public static void Multiply(Tensor x, PackedMatrix b, Tensor result)
    {
        int rows = (int)x.shape[0];
        float* from = TensorPointer.Of(x), to = TensorPointer.Of(result);
        KernelThreads.For((rows + RowBlock - 1) / RowBlock, (long)RowBlock * b.Depth * b.Columns / OperationsOfAValue, (first, end) =>
        {
            for (nint row = first * RowBlock; row < Math.Min(rows, end * RowBlock); row += RowBlock)
            {
                Multiply(from + (row * b.Depth), b, to + (row * b.Columns), (int)Math.Min(RowBlock, rows - row));
            }
        });
    }

    /// <summary>Eight rows by a whole panel, over an even depth; two steps of it at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(float* a, nint depth, float* b, float* c, nint cRow)
    {
        Vector512<float> c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        Vector512<float> c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        Vector512<float> c40 = default, c41 = default, c42 = default, c50 = default, c51 = default, c52 = default;
        Vector512<float> c60 = default, c61 = default, c62 = default, c70 = default, c71 = default, c72 = default;
        Vector512<float> b0, b1, b2, x;
        nint one = depth, two = 2 * depth, three = 3 * depth;
        float* p = a, q = a + (4 * depth), end = b + (depth * PackedMatrix.PanelWidth);
        for (; b < end; b += 2 * PackedMatrix.PanelWidth)
        {
            b0 = Vector512.Load(b);
            b1 = Vector512.Load(b + 16);
            b2 = Vector512.Load(b + 32);
            x = Vector512.Create(p[0]);
            c00 = Vector512.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(x, b1, c01);
            c02 = Vector512.MultiplyAddEstimate(x, b2, c02);
            x = Vector512.Create((p + one)[0]);
            c10 = Vector512.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(x, b1, c11);
            c12 = Vector512.MultiplyAddEstimate(x, b2, c12);
            x = Vector512.Create((p + two)[0]);
            c20 = Vector512.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(x, b1, c21);
            c22 = Vector512.MultiplyAddEstimate(x, b2, c22);
            x = Vector512.Create((p + three)[0]);
            c30 = Vector512.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector512.MultiplyAddEstimate(x, b1, c31);
            c32 = Vector512.MultiplyAddEstimate(x, b2, c32);
            x = Vector512.Create(q[0]);
            c40 = Vector512.MultiplyAddEstimate(x, b0, c40);
            c41 = Vector512.MultiplyAddEstimate(x, b1, c41);
            c42 = Vector512.MultiplyAddEstimate(x, b2, c42);
            x = Vector512.Create((q + one)[0]);
            c50 = Vector512.MultiplyAddEstimate(x, b0, c50);
            c51 = Vector512.MultiplyAddEstimate(x, b1, c51);
            c52 = Vector512.MultiplyAddEstimate(x, b2, c52);
            x = Vector512.Create((q + two)[0]);
            c60 = Vector512.MultiplyAddEstimate(x, b0, c60);
            c61 = Vector512.MultiplyAddEstimate(x, b1, c61);
            c62 = Vector512.MultiplyAddEstimate(x, b2, c62);
            x = Vector512.Create((q + three)[0]);
            c70 = Vector512.MultiplyAddEstimate(x, b0, c70);
            c71 = Vector512.MultiplyAddEstimate(x, b1, c71);
            c72 = Vector512.MultiplyAddEstimate(x, b2, c72);
            b0 = Vector512.Load(b + 48);
            b1 = Vector512.Load(b + 64);
            b2 = Vector512.Load(b + 80);
            x = Vector512.Create(p[1]);
            c00 = Vector512.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(x, b1, c01);
            c02 = Vector512.MultiplyAddEstimate(x, b2, c02);
            x = Vector512.Create((p + one)[1]);
            c10 = Vector512.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(x, b1, c11);
            c12 = Vector512.MultiplyAddEstimate(x, b2, c12);
            x = Vector512.Create((p + two)[1]);
            c20 = Vector512.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(x, b1, c21);
            c22 = Vector512.MultiplyAddEstimate(x, b2, c22);
            x = Vector512.Create((p + three)[1]);
            c30 = Vector512.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector512.MultiplyAddEstimate(x, b1, c31);
            c32 = Vector512.MultiplyAddEstimate(x, b2, c32);
            x = Vector512.Create(q[1]);
            c40 = Vector512.MultiplyAddEstimate(x, b0, c40);
            c41 = Vector512.MultiplyAddEstimate(x, b1, c41);
            c42 = Vector512.MultiplyAddEstimate(x, b2, c42);
            x = Vector512.Create((q + one)[1]);
            c50 = Vector512.MultiplyAddEstimate(x, b0, c50);
            c51 = Vector512.MultiplyAddEstimate(x, b1, c51);
            c52 = Vector512.MultiplyAddEstimate(x, b2, c52);
            x = Vector512.Create((q + two)[1]);
            c60 = Vector512.MultiplyAddEstimate(x, b0, c60);
            c61 = Vector512.MultiplyAddEstimate(x, b1, c61);
            c62 = Vector512.MultiplyAddEstimate(x, b2, c62);
            x = Vector512.Create((q + three)[1]);
            c70 = Vector512.MultiplyAddEstimate(x, b0, c70);
            c71 = Vector512.MultiplyAddEstimate(x, b1, c71);
            c72 = Vector512.MultiplyAddEstimate(x, b2, c72);
            p += 2;
            q += 2;
        }
        Store(c, c00, c01, c02);
        Store(c + cRow, c10, c11, c12);
        Store(c + (2 * cRow), c20, c21, c22);
        Store(c + (3 * cRow), c30, c31, c32);
        Store(c + (4 * cRow), c40, c41, c42);
        Store(c + (5 * cRow), c50, c51, c52);
        Store(c + (6 * cRow), c60, c61, c62);
        Store(c + (7 * cRow), c70, c71, c72);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> v0, Vector512<float> v1, Vector512<float> v2)
    {
        v0.Store(c);
        v1.Store(c + 16);
        v2.Store(c + 32);
    }
}
