using CausalFusion.Attention;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>Gradient checkpointing: a block whose activations are not kept for the backward pass but computed again in it from the block's input.</summary>
internal static class CheckpointedBlock
{
    /// <summary>Runs a block and keeps nothing but its input.</summary>
    /// <param name="block">The block; it must compute the same when it is run again.</param>
    /// <param name="x">Tokens, shape (N, T, D).</param>
    /// <param name="context">Who sees whom; without a cache.</param>
    /// <returns>The block's output, in the caller's dispose scope.</returns>
    public static Tensor Call(TransformerBlock block, Tensor x, AttentionContext context)
    {
        // The weights are inputs of the function as well, so that it is they that the backward pass gives gradients to.
        Parameter[] weights = [.. block.parameters().Where(p => p.requires_grad)];
        return Function.apply([x, .. weights, new Work(block, context)]);
    }

    private sealed record Work(TransformerBlock Block, AttentionContext Context);

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => nameof(CheckpointedBlock);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var work = (Work)vars[^1];
            ctx.save_for_backward([.. vars.SkipLast(1).Cast<Tensor>()]);
            ctx.save_data(nameof(Work), work);
            return work.Block.call((Tensor)vars[0], work.Context).MoveToOuterDisposeScope();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            using var recording = enable_grad();
            var work = (Work)ctx.get_data(nameof(Work));
            List<Tensor> saved = ctx.get_saved_variables();
            Tensor x = saved[0].detach().requires_grad_();
            Parameter[] weights = [.. work.Block.parameters().Where(p => p.requires_grad)];
            Tensor output = work.Block.call(x, work.Context);
            IList<Tensor> gradients = autograd.grad([output], [x, .. weights], [grad_output]);
            return [.. gradients.Select(g => g.MoveToOuterDisposeScope()), null!]; // the call is not a tensor
        }
    }
}
