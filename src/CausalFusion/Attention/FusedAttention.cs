using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Attention;

/// <summary>The fused attention as an operator of the tensor library, with its gradient, for float32 and bfloat16 values.</summary>
internal static class FusedAttention
{
    /// <summary>Whether the kernel can be used on this projection; otherwise the general operators are.</summary>
    public static bool IsSupported(Tensor qkv) => TensorPointer.IsComputable(qkv);

    /// <summary>QK-norm, where there is one, and attention.</summary>
    /// <param name="qkv">The projection, (N, T, 3·D), for which <see cref="IsSupported"/> holds.</param>
    /// <param name="norms">Weight and bias of the query norm, then of the key norm; none without QK-norm.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="epsilon">The norms' epsilon.</param>
    /// <param name="layer">The block, for the cache.</param>
    /// <param name="context">Who sees whom, and the cache.</param>
    /// <returns>The heads' outputs side by side, (N, T, D), in the caller's dispose scope.</returns>
    public static Tensor Apply(Tensor qkv, Tensor[] norms, int heads, double epsilon, int layer, AttentionContext context)
    {
        var shape = new AttentionShape((int)qkv.shape[0], heads, (int)(qkv.shape[2] / 3 / heads), context.Layout, (float)epsilon);
        if (shape.Tokens != qkv.shape[1])
        {
            throw new ArgumentException(
                $"The attention layout has {shape.Tokens} queries; the sequence has {qkv.shape[1]} tokens.", nameof(context));
        }
        if (context.Cache is null && is_grad_enabled())
        {
            return Function.apply([qkv, .. norms, shape]);
        }
        if (context.Cache is not null && is_grad_enabled() && qkv.requires_grad)
        {
            throw new InvalidOperationException("Attention to a key/value cache has no gradient; run it under no_grad.");
        }
        Tensor output = empty([shape.Batch, shape.Queries, shape.Width], dtype: qkv.dtype);
        Forward(qkv, norms, output, shape, context.Cache, layer, context.Keeps, firstSequence: 0);
        return output;
    }

    /// <summary>The same into a given tensor, without a gradient.</summary>
    /// <param name="qkv">Contiguous, of N·T·3·D values.</param>
    /// <param name="norms">As above.</param>
    /// <param name="output">Contiguous, of N·T·D values and of the projection's type; written.</param>
    /// <param name="shape">The sizes and the layout.</param>
    /// <param name="cache">The cache, whose tokens come before those of the pass, or null.</param>
    /// <param name="layer">The block, for the cache.</param>
    /// <param name="keeps">Whether the keys and values of the pass are written into the cache.</param>
    /// <param name="firstSequence">Which sequence of the cache the first one of the pass is.</param>
    public static void Forward(
        Tensor qkv, Tensor[] norms, Tensor output, AttentionShape shape, KeyValueCache? cache, int layer, bool keeps, int firstSequence)
    {
        using var scope = NewDisposeScope();
        Tensor[] weights = Widened(norms);
        if (qkv.dtype == ScalarType.BFloat16)
        {
            Forward<BFloat16Element>(qkv, weights, output, shape, cache, layer, keeps, firstSequence);
        }
        else
        {
            Forward<Float32Element>(qkv, weights, output, shape, cache, layer, keeps, firstSequence);
        }
    }

    /// <summary>The gradients of the attention among the tokens of a pass.</summary>
    /// <param name="qkv">As in <see cref="Forward(Tensor, Tensor[], Tensor, AttentionShape, KeyValueCache?, int, bool, int)"/>.</param>
    /// <param name="norms">As above.</param>
    /// <param name="outputGradient">Contiguous, of N·T·D values.</param>
    /// <param name="qkvGradient">Contiguous, of N·T·3·D values; written.</param>
    /// <param name="shape">The sizes and the layout.</param>
    /// <returns>The gradients of the norms, (4, d) or, without QK-norm, (0, d), float32, in the caller's dispose scope.</returns>
    public static Tensor Backward(Tensor qkv, Tensor[] norms, Tensor outputGradient, Tensor qkvGradient, AttentionShape shape)
    {
        using var scope = NewDisposeScope();
        Tensor[] weights = Widened(norms);
        Tensor parts = zeros([shape.Batch * shape.Heads, weights.Length, shape.HeadDimension]);
        if (qkv.dtype == ScalarType.BFloat16)
        {
            AttentionKernel.Backward<BFloat16Element>(qkv, weights, outputGradient, qkvGradient, parts, shape);
        }
        else
        {
            AttentionKernel.Backward<Float32Element>(qkv, weights, outputGradient, qkvGradient, parts, shape);
        }
        return parts.sum(dim: 0).MoveToOuterDisposeScope(); // always added in the same order
    }

    private static void Forward<T>(
        Tensor qkv, Tensor[] norms, Tensor output, AttentionShape shape, KeyValueCache? cache, int layer, bool keeps, int firstSequence)
        where T : unmanaged, IElement<T>
    {
        if (cache is null)
        {
            AttentionKernel.Forward<T>(qkv, norms, output, shape);
        }
        else
        {
            AttentionKernel.ForwardCached<T>(qkv, norms, cache, layer, output, shape, keeps, firstSequence);
        }
    }

    private static Tensor[] Widened(Tensor[] weights) =>
        Array.TrueForAll(weights, weight => weight.dtype == ScalarType.Float32)
            ? weights
            : [.. weights.Select(weight => weight.to(ScalarType.Float32))];

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => nameof(FusedAttention);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            Tensor qkv = (Tensor)vars[0];
            Tensor[] norms = [.. vars[1..^1].Cast<Tensor>()];
            var shape = (AttentionShape)vars[^1];
            ctx.save_for_backward([qkv, .. norms]);
            ctx.save_data(nameof(AttentionShape), shape);
            Tensor output = empty([shape.Batch, shape.Queries, shape.Width], dtype: qkv.dtype);
            Forward(qkv, norms, output, shape, cache: null, layer: 0, keeps: false, firstSequence: 0);
            return output;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            var shape = (AttentionShape)ctx.get_data(nameof(AttentionShape));
            List<Tensor> saved = ctx.get_saved_variables();
            Tensor[] weights = [.. saved.Skip(1)];
            Tensor qkvGradient = empty_like(saved[0]);
            Tensor norms = Backward(saved[0], weights, grad_output.contiguous(), qkvGradient, shape);
            return
            [
                qkvGradient.MoveToOuterDisposeScope(),
                .. weights.Select((weight, i) => norms[i].to(weight.dtype).clone().MoveToOuterDisposeScope()),
                null!, // the shape is not a tensor
            ];
        }
    }
}
