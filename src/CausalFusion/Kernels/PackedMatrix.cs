using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// The right side B of products, (K, N), float32, in panels of columns: of each panel row after row, so that a product reads it from the first value
/// to the last. The last panel may be narrower, and is filled up with zeros to a whole number of <see cref="SmallGemm.ColumnBlock"/>s.
/// </summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    /// <summary>Columns of a panel.</summary>
    public const int PanelWidth = 3 * SmallGemm.ColumnBlock;

    private readonly Tensor _memory;
    private readonly float* _values;

    private PackedMatrix(int depth, int columns, Tensor memory)
    {
        Depth = depth;
        Columns = columns;
        _memory = memory.DetachFromDisposeScope();
        _values = TensorPointer.Of(_memory);
    }

    /// <summary>K.</summary>
    public int Depth { get; }

    /// <summary>N.</summary>
    public int Columns { get; }

    /// <summary>Number of panels.</summary>
    public int Panels => (Columns + PanelWidth - 1) / PanelWidth;

    /// <summary>How many values the panels of a matrix have.</summary>
    /// <param name="depth">K.</param>
    /// <param name="columns">N.</param>
    public static long SizeOf(long depth, long columns) =>
        (columns + SmallGemm.ColumnBlock - 1) / SmallGemm.ColumnBlock * SmallGemm.ColumnBlock * depth;

    /// <summary>Packs W, for products g·W.</summary>
    /// <param name="weight">W, (K, N), contiguous.</param>
    /// <param name="memory">Where to, (<see cref="SizeOf"/>), which becomes the matrix's own; null for new memory.</param>
    /// <returns>The matrix, which the caller owns.</returns>
    public static PackedMatrix Of(Tensor weight, Tensor? memory = null)
    {
        int depth = (int)weight.shape[0], columns = (int)weight.shape[1];
        float* from = TensorPointer.Of(weight);
        return Pack(depth, columns, memory, (first, count, to, width) =>
        {
            for (nint row = 0; row < depth; row++)
            {
                new ReadOnlySpan<float>(from + (row * columns) + first, count).CopyTo(new Span<float>(to + (row * width), count));
            }
        });
    }

    /// <summary>Packs Wᵀ, for products x·Wᵀ.</summary>
    /// <param name="weight">W, (N, K), contiguous.</param>
    /// <param name="memory">Where to, (<see cref="SizeOf"/>), which becomes the matrix's own; null for new memory.</param>
    /// <returns>The matrix, which the caller owns.</returns>
    public static PackedMatrix OfTransposed(Tensor weight, Tensor? memory = null)
    {
        int columns = (int)weight.shape[0], depth = (int)weight.shape[1];
        float* from = TensorPointer.Of(weight);
        return Pack(depth, columns, memory, (first, count, to, width) =>
            SmallTranspose.Run(from + ((nint)first * depth), depth, to, width, count, depth));
    }

    /// <summary>The first value of a panel.</summary>
    public float* Panel(int panel) => _values + ((nint)panel * PanelWidth * Depth);

    /// <summary>The columns of a panel and those that it is filled up with: the distance from one of its rows to the next.</summary>
    public int WidthOf(int panel)
    {
        int columns = Math.Min(PanelWidth, Columns - (panel * PanelWidth));
        return (columns + SmallGemm.ColumnBlock - 1) / SmallGemm.ColumnBlock * SmallGemm.ColumnBlock;
    }

    /// <summary>Frees it.</summary>
    public void Dispose() => _memory.Dispose();

    private static PackedMatrix Pack(int depth, int columns, Tensor? memory, PanelPacking pack)
    {
        var packed = new PackedMatrix(depth, columns, memory ?? empty([SizeOf(depth, columns)], dtype: ScalarType.Float32, device: CPU));
        KernelThreads.For(packed.Panels, (long)depth * PanelWidth, (first, end) =>
        {
            for (int panel = first; panel < end; panel++)
            {
                int column = panel * PanelWidth, count = Math.Min(PanelWidth, columns - column), width = packed.WidthOf(panel);
                if (count < width)
                {
                    new Span<float>(packed.Panel(panel), width * depth).Clear();
                }
                pack(column, count, packed.Panel(panel), width);
            }
        });
        return packed;
    }

    /// <summary>Writes some columns of a matrix, row after row of a panel's width.</summary>
    private delegate void PanelPacking(int first, int count, float* panel, int width);
}
