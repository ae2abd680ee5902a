using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// Products A·B of float32 matrices, of which B is packed. Every value is summed from the first column of A to the last, so that a row is the same to
/// the last bit whatever rows are beside it, and on any number of threads.
/// </summary>
internal static unsafe class PackedProduct
{
    // About how many operations take as long as one value that a kernel reads or writes.
    private const int OperationsOfAValue = 64;

    // Rows whose sums stay in registers, and most of those that are taken at a time, so that they stay in the cache.
    private const int TileRows = 8, MostRows = 256;

    // Rows of a panel that are multiplied with all rows before the next, so that they stay in the first cache.
    private const int MostDepth = 192;

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
                MultiplyPanel(a, b.Depth, values, c + first, b.Columns, rows);
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
        float* from = TensorPointer.Of(x), to = TensorPointer.Of(result);
        ForRows((int)x.shape[0], (long)b.Depth * b.Columns, (first, count) =>
            Multiply(from + ((nint)first * b.Depth), b, to + ((nint)first * b.Columns), count));
    }

    /// <summary>Runs a body that multiplies over some rows after the other, shared out among the threads that the caller has.</summary>
    /// <param name="rows">How many there are.</param>
    /// <param name="operations">Operations for each.</param>
    /// <param name="body">Does so many rows from the first on.</param>
    public static void ForRows(int rows, long operations, Action<int, int> body)
    {
        int threads = ThreadBudget.Threads, size = Math.Clamp((rows + threads - 1) / threads, TileRows, MostRows) / TileRows * TileRows;
        KernelThreads.For((rows + size - 1) / size, size * operations / OperationsOfAValue, (first, end) =>
        {
            for (int row = first * size; row < Math.Min(rows, end * size); row += size)
            {
                body(row, Math.Min(size, rows - row));
            }
        });
    }

    /// <summary>At least eight rows by a whole panel, of an even depth.</summary>
    private static void MultiplyPanel(float* a, int depth, float* b, float* c, nint cRow, int rows)
    {
        int whole = rows / TileRows * TileRows;
        for (int k = 0; k < depth; k += MostDepth)
        {
            int count = Math.Min(MostDepth, depth - k);
            float* part = b + ((nint)k * PackedMatrix.PanelWidth), next = part + ((nint)count * PackedMatrix.PanelWidth);
            int ahead = (int)((next - part) * sizeof(float) / (whole / TileRows));
            for (nint row = 0; row < whole; row += TileRows)
            {
                // What comes next lies behind, of this panel or of the following one.
                CacheLines.Fetch((byte*)next + (row / TileRows * ahead), 0, 1, ahead);
                Tile(a + (row * depth) + k, depth, count, part, c + (row * cRow), cRow, goesOn: k > 0);
            }
        }
        if (whole < rows)
        {
            // Eight rows of which some are there already: that is faster than a few alone.
            nint row = rows - TileRows;
            Tile(a + (row * depth), depth, depth, b, c + (row * cRow), cRow, goesOn: false);
        }
    }

    /// <summary>Eight rows by a whole panel, over an even depth; two steps of it at a time.</summary>
    /// <param name="a">The first value of A.</param>
    /// <param name="aRow">The distance between its rows.</param>
    /// <param name="depth">The depth.</param>
    /// <param name="b">The panel.</param>
    /// <param name="c">The first value of the product.</param>
    /// <param name="cRow">The distance between its rows.</param>
    /// <param name="goesOn">Whether the sums begin with what is there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(float* a, nint aRow, nint depth, float* b, float* c, nint cRow, bool goesOn)
    {
        Vector512<float> c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        Vector512<float> c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        Vector512<float> c40 = default, c41 = default, c42 = default, c50 = default, c51 = default, c52 = default;
        Vector512<float> c60 = default, c61 = default, c62 = default, c70 = default, c71 = default, c72 = default;
        if (goesOn)
        {
            Load(c, out c00, out c01, out c02);
            Load(c + cRow, out c10, out c11, out c12);
            Load(c + (2 * cRow), out c20, out c21, out c22);
            Load(c + (3 * cRow), out c30, out c31, out c32);
            Load(c + (4 * cRow), out c40, out c41, out c42);
            Load(c + (5 * cRow), out c50, out c51, out c52);
            Load(c + (6 * cRow), out c60, out c61, out c62);
            Load(c + (7 * cRow), out c70, out c71, out c72);
        }
        Vector512<float> b0, b1, b2, x;
        nint one = aRow, two = 2 * aRow, three = 3 * aRow;
        float* p = a, q = a + (4 * aRow), end = b + (depth * PackedMatrix.PanelWidth);
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
    private static void Load(float* c, out Vector512<float> v0, out Vector512<float> v1, out Vector512<float> v2)
    {
        v0 = Vector512.Load(c);
        v1 = Vector512.Load(c + 16);
        v2 = Vector512.Load(c + 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> v0, Vector512<float> v1, Vector512<float> v2)
    {
        v0.Store(c);
        v1.Store(c + 16);
        v2.Store(c + 32);
    }
}
