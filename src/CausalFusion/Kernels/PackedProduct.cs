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
    private const int TileRows = PackedTile.Rows, MostRows = 256;

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
    /// <returns>The result.</returns>
    public static Tensor Multiply(Tensor x, PackedMatrix b, Tensor result)
    {
        float* from = TensorPointer.Of(x), to = TensorPointer.Of(result);
        ForRows((int)x.shape[0], (long)b.Depth * b.Columns, (first, count) =>
            Multiply(from + ((nint)first * b.Depth), b, to + ((nint)first * b.Columns), count));
        return result;
    }

    /// <summary>Runs a body that multiplies over some rows after the other, shared out among the threads that the caller has.</summary>
    /// <param name="rows">How many there are.</param>
    /// <param name="operations">Operations for each.</param>
    /// <param name="body">Does so many rows from the first on.</param>
    public static void ForRows(int rows, long operations, Action<int, int> body)
    {
        int threads = ThreadBudget.Threads, size = Math.Clamp((rows + threads - 1) / threads, TileRows, MostRows) / TileRows * TileRows;
        KernelThreads.For((rows + size - 1) / size, ValuesOf(size * operations), (first, end) =>
        {
            for (int row = first * size; row < Math.Min(rows, end * size); row += size)
            {
                body(row, Math.Min(size, rows - row));
            }
        });
    }

    /// <summary>How many values a kernel reads or writes in the time of some operations of a product (<see cref="KernelThreads.For"/>).</summary>
    public static long ValuesOf(long operations) => operations / OperationsOfAValue;

    /// <summary>At least eight rows by a whole panel, of an even depth.</summary>
    private static void MultiplyPanel(float* a, int depth, float* b, float* c, nint cRow, int rows)
    {
        int whole = rows / TileRows * TileRows;
        for (int k = 0; k < depth; k += MostDepth)
        {
            int count = Math.Min(MostDepth, depth - k);
            float* part = b + ((nint)k * PackedMatrix.PanelWidth), next = part + ((nint)count * PackedMatrix.PanelWidth);
            // What comes next lies behind, of this panel or of the following one; behind the last there may be nothing, which does no harm. Of few
            // tiles each fetches a line at a time, which is a part of it.
            nint tiles = whole / TileRows, step = (2 * PackedMatrix.PanelWidth * sizeof(float) / tiles) + 1, ahead = step * (count / 2);
            for (nint tile = 0; tile < tiles; tile++)
            {
                nint row = tile * TileRows;
                PackedTile.Multiply<LeftRows>(
                    a + (row * depth) + k, depth, count, part, c + (row * cRow), cRow, goesOn: k > 0, (byte*)next + (tile * ahead), step);
            }
        }
        if (whole < rows)
        {
            // Eight rows of which some are there already: that is faster than a few alone.
            nint row = rows - TileRows;
            PackedTile.Multiply<LeftRows>(a + (row * depth), depth, depth, b, c + (row * cRow), cRow, goesOn: false, (byte*)b, 0);
        }
    }
}
