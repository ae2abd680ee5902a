using CausalFusion.Native;
using static TorchSharp.torch;

namespace CausalFusion.Diffusion;

/// <summary>The two terms of a loss with learned variance.</summary>
/// <param name="SquaredError">The mean squared error of the noise of each sample, shape (N).</param>
/// <param name="Bound">
/// The term of the variational bound of each sample, in bits per element, shape (N); its gradient reaches the variance alone.
/// </param>
internal readonly record struct LearnedVarianceLoss(Tensor SquaredError, Tensor Bound)
{
    /// <summary>Their sum, which is what is trained, shape (N), in the caller's dispose scope.</summary>
    public Tensor Total() => SquaredError.Plus(Bound);
}
