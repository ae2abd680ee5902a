using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>
/// Gradient checkpointing: a block whose activations are not kept for the backward pass but computed again in it from the block's input.
/// </summary>
internal static class CheckpointedBlock
{
    /// <summary>Runs a block and keeps nothing but its inputs.</summary>
    /// <param name="block">The block.</param>
    /// <param name="run">Runs it on the inputs; must compute the same when it is run again.</param>
    /// <param name="inputs">What gradients go back to.</param>
    /// <returns>The block's output, in the caller's dispose scope.</returns>
    public static Tensor Call(nn.Module block, Func<Tensor[], Tensor> run, params Tensor[] inputs)
    {
        // The weights are inputs of the function as well, so that it is they that the backward pass gives gradients to.
        Parameter[] weights = [.. block.parameters().Where(p => p.requires_grad)];
        return Function.apply([.. inputs, .. weights, new Work(run, inputs.Length, weights)]);
    }

    private sealed record Work(Func<Tensor[], Tensor> Run, int Inputs, Parameter[] Weights);

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
            return work.Run([.. vars.Take(work.Inputs).Cast<Tensor>()]).MoveToOuterDisposeScope();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            using var recording = enable_grad();
            var work = (Work)ctx.get_data(nameof(Work));
            Tensor[] inputs = [.. ctx.get_saved_variables().Take(work.Inputs).Select(input => input.detach().requires_grad_())];
            IList<Tensor> gradients = autograd.grad([work.Run(inputs)], [.. inputs, .. work.Weights], [grad_output]);
            return [.. gradients.Select(g => g.MoveToOuterDisposeScope()), null!]; // the call is not a tensor
        }
    }
}
