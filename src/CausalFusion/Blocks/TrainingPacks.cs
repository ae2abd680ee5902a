using CausalFusion.Kernels;

namespace CausalFusion.Blocks;

/// <summary>The weights of a pass that is run back, packed for all of its lanes while these compute; between its two halves nothing is.</summary>
/// <param name="pool">Where memory is borrowed: of packs alone, whose sizes are others than those of passes.</param>
/// <param name="blocks">The weights.</param>
/// <param name="recomputes">Whether the backward pass computes each block once more from its input.</param>
internal sealed class TrainingPacks(BufferPool pool, BlockWeights[] blocks, bool recomputes) : IDisposable
{
    // Rows for which packing costs about what it saves, or less.
    private const int LeastRows = 128;

    /// <summary>For the products of layers; null where none are computed now.</summary>
    public PackedStack? Forward { get; private set; }

    /// <summary>For the gradients of their inputs; null where none are computed now.</summary>
    public PackedStack? Backward { get; private set; }

    /// <summary>Whether the products of a pass that is run back are to be packed.</summary>
    /// <param name="blocks">The weights of all blocks.</param>
    /// <param name="rows">Rows of the pass.</param>
    public static bool IsWanted(BlockWeights[] blocks, int rows) =>
        rows >= LeastRows && PackedBlock.IsWanted(blocks) && ProductPath.IsFarAhead
        && blocks[0].Expand.shape.All(size => size % PackedGradient.Columns == 0);

    /// <summary>Packs what the forward pass needs.</summary>
    public void BeginForward() => Forward = new PackedStack(pool, blocks, PackedSide.Forward);

    /// <summary>Packs what the backward pass needs.</summary>
    public void BeginBackward()
    {
        if (recomputes)
        {
            BeginForward();
        }
        Backward = new PackedStack(pool, blocks, PackedSide.Backward);
    }

    /// <summary>Frees what is packed: after either pass, and at the end.</summary>
    public void Dispose()
    {
        Forward?.Dispose();
        Backward?.Dispose();
        Forward = Backward = null;
    }
}
