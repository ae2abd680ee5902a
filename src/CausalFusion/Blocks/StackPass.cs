using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Blocks;

/// <summary>One pass of some sequences through a stack of blocks, forward and, in training, back.</summary>
internal abstract class StackPass : IDisposable
{
    /// <summary>Begins a pass.</summary>
    /// <param name="pool">Where memory is borrowed.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="blocks">The weights, which must not change before the backward pass.</param>
    /// <param name="type">Their type and the tokens'.</param>
    /// <param name="order">In what order products are summed, forward.</param>
    /// <param name="isTraining">Whether a backward pass follows.</param>
    /// <param name="recomputes">Whether it computes each block once more from its input.</param>
    public static StackPass Begin(
        BufferPool pool, StackShape shape, BlockWeights[] blocks, ScalarType type, ProductOrder order, bool isTraining, bool recomputes)
    {
        var buffers = new StackBuffers(pool, shape, blocks.Length, type, isTraining, recomputes);
        try
        {
            return type == ScalarType.BFloat16
                ? new StackPass<BFloat16Element>(shape, blocks, buffers, order, recomputes)
                : new StackPass<Float32Element>(shape, blocks, buffers, order, recomputes);
        }
        catch
        {
            buffers.Dispose();
            throw;
        }
    }

    /// <summary>Begins a pass without gradients.</summary>
    /// <param name="pool">Where memory is borrowed.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="blocks">The weights.</param>
    /// <param name="type">Their type and the tokens'.</param>
    /// <param name="order">In what order products are summed.</param>
    /// <param name="packed">The weights' matrices, packed, which stay the caller's; null where the products are the tensor library's.</param>
    public static StackPass Begin(
        BufferPool pool, StackShape shape, BlockWeights[] blocks, ScalarType type, ProductOrder order, IReadOnlyList<PackedBlock>? packed) =>
        packed is null
            ? Begin(pool, shape, blocks, type, order, isTraining: false, recomputes: false)
            : new PackedPass(shape, blocks, packed, new StackBuffers(pool, shape, blocks.Length, type, isTraining: false, recomputes: false));

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
}
