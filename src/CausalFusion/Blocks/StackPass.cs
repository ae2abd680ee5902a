using CausalFusion.Attention;
using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Blocks;

/// <summary>One pass of some sequences through a stack of blocks, forward and, in training, back.</summary>
internal abstract class StackPass : IDisposable
{
    /// <summary>Begins a pass that is run back.</summary>
    /// <param name="pool">Where memory is borrowed.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="blocks">The weights, which must not change before the backward pass.</param>
    /// <param name="type">Their type and the tokens'.</param>
    /// <param name="recomputes">Whether the backward pass computes each block once more from its input.</param>
    /// <param name="packs">The weights' matrices, packed, which stay the caller's; null where the products are the tensor library's.</param>
    public static StackPass Begin(
        BufferPool pool, StackShape shape, BlockWeights[] blocks, ScalarType type, bool recomputes, TrainingPacks? packs) =>
        Begin(new StackBuffers(pool, shape, blocks.Length, type, isTraining: true, recomputes), buffers => type == ScalarType.BFloat16
            ? new StackPass<BFloat16Element>(shape, blocks, buffers, ProductOrder.Any, recomputes, packs)
            : new StackPass<Float32Element>(shape, blocks, buffers, ProductOrder.Any, recomputes, packs));

    /// <summary>Begins a pass without gradients.</summary>
    /// <param name="pool">Where memory is borrowed.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="blocks">The weights.</param>
    /// <param name="type">Their type and the tokens'.</param>
    /// <param name="order">In what order products are summed.</param>
    /// <param name="packed">The weights' matrices, packed, which stay the caller's; null where the products are the tensor library's.</param>
    public static StackPass Begin(
        BufferPool pool, StackShape shape, BlockWeights[] blocks, ScalarType type, ProductOrder order, IReadOnlyList<PackedBlock>? packed) =>
        Begin(new StackBuffers(pool, shape, blocks.Length, type, isTraining: false, recomputes: false), buffers => packed is not null
            ? new PackedPass(shape, blocks, packed, buffers)
            : type == ScalarType.BFloat16
                ? new StackPass<BFloat16Element>(shape, blocks, buffers, order, recomputes: false, packs: null)
                : new StackPass<Float32Element>(shape, blocks, buffers, order, recomputes: false, packs: null));

    /// <summary>Runs the blocks.</summary>
    /// <param name="x">Tokens, (R, D).</param>
    /// <param name="output">The tokens whose output is wanted, contiguous, (R', D), of the same type; written.</param>
    public abstract void Forward(Tensor x, Tensor output);

    /// <summary>Runs them back.</summary>
    /// <param name="outputGradient">The gradient of what <see cref="Forward"/> gave.</param>
    /// <returns>The gradient of the tokens, then those of all weights, block by block, in the caller's dispose scope.</returns>
    public abstract List<Tensor> Backward(Tensor outputGradient);

    /// <summary>Whether the memory was given back.</summary>
    public abstract bool IsDisposed { get; }

    /// <summary>Gives the memory back.</summary>
    public abstract void Dispose();

    private static StackPass Begin(StackBuffers buffers, Func<StackBuffers, StackPass> begin)
    {
        try
        {
            return begin(buffers);
        }
        catch
        {
            buffers.Dispose();
            throw;
        }
    }

    /// <summary>A block's attention.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="layer">The block.</param>
    /// <param name="isLast">Whether it is the last one.</param>
    /// <param name="qkv">Queries, keys and values of all rows, (R, 3·D).</param>
    /// <param name="norms">The QK-norms, or none.</param>
    /// <param name="attended">What the heads give, of all rows or of those whose output is wanted, (R', D); written.</param>
    private protected static void Attend(StackShape shape, int layer, bool isLast, Tensor qkv, Tensor[] norms, Tensor attended)
    {
        using var scope = NewDisposeScope();
        foreach ((SequenceGroup group, int row, int outputRow) in shape.Sequences.Places())
        {
            AttentionShape attention = shape.Attention(group, isLast);
            bool isAll = group.Rows == shape.Rows;
            Tensor of = isAll ? qkv : qkv.narrow(0, row, group.Rows);
            Tensor into = isAll ? attended : attended.narrow(0, isLast ? outputRow : row, group.Sequences * attention.Queries);
            FusedAttention.Forward(of, norms, into, attention, group.Context.Cache, layer, group.Context.Keeps, group.FirstSequence);
        }
    }

    /// <summary>Gathers the rows whose output is wanted.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="all">All rows, (R, D).</param>
    /// <param name="wanted">Those, (R', D); written.</param>
    private protected static void Select(StackShape shape, Tensor all, Tensor wanted)
    {
        using var scope = NewDisposeScope();
        foreach ((Tensor from, Tensor to) in shape.Sequences.Wanted(all).Zip(shape.Sequences.Parts(wanted)))
        {
            to.copy_(from);
        }
    }
}
