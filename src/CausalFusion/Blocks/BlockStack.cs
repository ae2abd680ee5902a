using CausalFusion.Attention;
using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Blocks;

/// <summary>
/// A stack of pre-norm transformer blocks on the CPU, run as one operator: the products are the tensor library's, or kernels of our own, and all
/// between them is done in as few passes over memory as there are products, in memory that is kept from step to step. What backward can compute
/// again in one pass, such as what norms and activations give, is not kept.
/// </summary>
internal sealed class BlockStack : IDisposable
{
    private readonly BufferPool _pool = new(), _packPool = new();
    private readonly HeldWeights _held = new();

    // Those that a backward pass is to follow; the graph alone holds them.
    private readonly List<WeakReference<BatchPass>> _recorded = [];
    private readonly int _heads;
    private readonly float _epsilon;

    /// <param name="heads">Attention heads.</param>
    /// <param name="epsilon">Of the LayerNorms and the QK-norms.</param>
    public BlockStack(int heads, double epsilon)
    {
        _heads = heads;
        _epsilon = (float)epsilon;
    }

    /// <summary>For tests: whether the general operators are used in any case.</summary>
    public static bool IsOff { get; set; }

    /// <summary>Whether the blocks can be run on these tokens; otherwise the general operators are.</summary>
    /// <param name="x">Tokens, (R, D).</param>
    /// <param name="hidden">Width of the MLP.</param>
    public static bool IsSupported(Tensor x, int hidden) =>
        !IsOff && x.numel() > 0 && TensorPointer.IsComputable(x)
        && x.numel() / x.shape[^1] * Math.Max(hidden, 3 * x.shape[^1]) <= TensorPointer.MostValues;

    /// <summary>Runs the blocks, with their gradient.</summary>
    /// <param name="x">Tokens, (R, D), for which <see cref="IsSupported"/> holds.</param>
    /// <param name="blocks">The weights, of the tokens' type.</param>
    /// <param name="sequences">The sequences that the rows are, which tokens' output is wanted, and the caches that keys and values go to.</param>
    /// <param name="recomputes">Whether the backward pass computes each block once more from its input.</param>
    /// <returns>The tokens whose output is wanted, (R', D), in the caller's dispose scope.</returns>
    public Tensor Run(Tensor x, BlockWeights[] blocks, SequencePass sequences, bool recomputes)
    {
        if (sequences.Rows != x.shape[0])
        {
            throw new ArgumentException(
                $"The attention layouts have {sequences.Rows} queries; there are {x.shape[0]} tokens.", nameof(sequences));
        }
        var shape = new StackShape((int)x.shape[1], (int)blocks[0].Expand.shape[0], _heads, _epsilon, sequences);
        bool isTraining = is_grad_enabled() && (x.requires_grad || blocks.Any(block => block.All.Any(weight => weight.requires_grad)));
        if (isTraining && sequences.IsCached)
        {
            throw new InvalidOperationException("Attention to a key/value cache has no gradient; run it under no_grad.");
        }
        if (!isTraining)
        {
            return new InferencePass(_pool, shape, blocks, x.dtype, _held).Run(x);
        }
        _held.Outdate();
        return Function.apply([x, .. blocks.SelectMany(block => block.All), new Call(this, shape, blocks.Length, recomputes)]);
    }

    /// <summary>
    /// Says that the weights do not change until what it gives is disposed, so that what is made of them is made once for all passes until then that
    /// say so (<see cref="SequencePass.HoldsWeights"/>). After a pass that was recorded for training it is made anew.
    /// </summary>
    public IDisposable HoldWeights() => _held.Hold();

    /// <summary>Frees the memory that passes borrow and that none has now.</summary>
    public void Trim()
    {
        _pool.Trim();
        _packPool.Trim();
    }

    /// <summary>
    /// Gives up the passes that were recorded and not run back, and frees their memory: for the end of a training, which may have failed.
    /// </summary>
    public void Abandon()
    {
        lock (_recorded)
        {
            foreach (WeakReference<BatchPass> recorded in _recorded)
            {
                if (recorded.TryGetTarget(out BatchPass? pass))
                {
                    pass.Dispose();
                }
            }
            _recorded.Clear();
        }
        Trim();
    }

    /// <summary>Frees it for good.</summary>
    public void Dispose()
    {
        Abandon();
        _pool.Dispose();
        _packPool.Dispose();
    }

    private void Record(BatchPass pass)
    {
        lock (_recorded)
        {
            _recorded.RemoveAll(recorded => !recorded.TryGetTarget(out BatchPass? other) || other.IsDisposed);
            _recorded.Add(new WeakReference<BatchPass>(pass));
        }
    }

    private sealed record Call(BlockStack Stack, StackShape Shape, int Layers, bool Recomputes);

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => nameof(BlockStack);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            using var noGrad = no_grad();
            Tensor x = (Tensor)vars[0];
            Tensor[] weights = [.. vars[1..^1].Cast<Tensor>()];
            var call = (Call)vars[^1];
            BlockWeights[] blocks = [.. weights.Chunk(weights.Length / call.Layers).Select(chunk => BlockWeights.Of(chunk))];
            var pass = new BatchPass(call.Stack._pool, call.Stack._packPool, call.Shape, blocks, x.dtype, call.Recomputes);
            try
            {
                Tensor output = pass.Forward(x);
                ctx.save_data(nameof(BatchPass), pass);
                call.Stack.Record(pass);
                return output;
            }
            catch
            {
                pass.Dispose(); // the library keeps the context of a function that failed
                throw;
            }
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            using var pass = (BatchPass)ctx.get_data(nameof(BatchPass));
            return [.. pass.Backward(grad_output).Select(gradient => gradient.MoveToOuterDisposeScope()), null!]; // the call is not a tensor
        }
    }
}
