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

    private PackedMatrix(int depth, int columns)
    {
        Depth = depth;
        Columns = columns;
        long size = (((long)Panels - 1) * PanelWidth) + WidthOf(Panels - 1);
        Tensor memory = columns % SmallGemm.ColumnBlock == 0
            ? empty([size * depth], dtype: ScalarType.Float32, device: CPU)
            : zeros([size * depth], dtype: ScalarType.Float32, device: CPU);
        _memory = memory.DetachFromDisposeScope();
        _values = TensorPointer.Of(_memory);
    }

    /// <summary>K.</summary>
    public int Depth { get; }

    /// <summary>N.</summary>
    public int Columns { get; }

    /// <summary>Number of panels.</summary>
    public int Panels => (Columns + PanelWidth - 1) / PanelWidth;

    /// <summary>Packs Wᵀ, for products x·Wᵀ.</summary>
    /// <param name="weight">W, (N, K), contiguous.</param>
    /// <returns>The matrix, which the caller owns.</returns>
    public static PackedMatrix OfTransposed(Tensor weight)
    {
        int columns = (int)weight.shape[0], depth = (int)weight.shape[1];
        var packed = new PackedMatrix(depth, columns);
        float* from = TensorPointer.Of(weight);
        KernelThreads.For(packed.Panels, (long)depth * PanelWidth, (first, end) =>
        {
            for (int panel = first; panel < end; panel++)
            {
                int column = panel * PanelWidth;
                SmallTranspose.Run(
                    from + ((nint)column * depth), depth, packed.Panel(panel), packed.WidthOf(panel), Math.Min(PanelWidth, columns - column), depth);
            }
        });
        return packed;
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
}
