using System.Runtime.Intrinsics;
using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Attention;

/// <summary>The fused attention as an operator of the tensor library, with its gradient.</summary>
internal static class FusedAttention
{
    /// <summary>Whether the kernel can be used on this projection; otherwise the general operators are.</summary>
    public static bool IsSupported(Tensor qkv) => Vector256.IsHardwareAccelerated && TensorPointer.IsAccessible(qkv) && qkv.is_contiguous();

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
        AttentionLayout layout = context.Layout;
        var shape = new AttentionShape((int)qkv.shape[0], heads, (int)(qkv.shape[2] / 3 / heads), layout, (float)epsilon);
        if (layout.Queries != qkv.shape[1])
        {
            throw new ArgumentException(
                $"The attention layout has {layout.Queries} queries; the sequence has {qkv.shape[1]} tokens.", nameof(context));
        }
        if (context.Cache is not { } cache)
        {
            return is_grad_enabled() ? Function.apply([qkv, .. norms, shape]) : Forward(qkv, norms, shape);
        }
        if (is_grad_enabled() && qkv.requires_grad)
        {
            throw new InvalidOperationException("Attention to a key/value cache has no gradient; run it under no_grad.");
        }
        Tensor output = empty([shape.Batch, shape.Tokens, shape.Width]);
        AttentionKernel.ForwardCached(qkv, norms, cache, layer, output, shape);
        return output;
    }

    private static Tensor Forward(Tensor qkv, Tensor[] norms, AttentionShape shape)
    {
        Tensor output = empty([shape.Batch, shape.Tokens, shape.Width]);
        AttentionKernel.Forward(qkv, norms, output, shape);
        return output;
    }

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
            return Forward(qkv, norms, shape);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            var shape = (AttentionShape)ctx.get_data(nameof(AttentionShape));
            List<Tensor> saved = ctx.get_saved_variables();
            Tensor[] weights = [.. saved.Skip(1)];
            Tensor qkvGradient = empty_like(saved[0]), parts = zeros([shape.Batch * shape.Heads, weights.Length, shape.HeadDimension]);
            AttentionKernel.Backward(saved[0], weights, grad_output.contiguous(), qkvGradient, parts, shape);
            Tensor norms = parts.sum(dim: 0); // (4, d) or (0, d), always added in the same order
            return
            [
                qkvGradient.MoveToOuterDisposeScope(),
                .. Enumerable.Range(0, weights.Length).Select(i => norms[i].clone().MoveToOuterDisposeScope()),
                null!, // the shape is not a tensor
            ];
        }
    }
}
