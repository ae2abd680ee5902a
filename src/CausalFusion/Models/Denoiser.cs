using CausalFusion.Diffusion;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>A network at work on one batch.</summary>
internal abstract class Denoiser : IDisposable
{
    /// <summary>Predicts, given all that is finished.</summary>
    /// <param name="noised">The noised tokens of an AR step, (N, T, P).</param>
    /// <param name="positions">The raster index of each, int64, (N, T).</param>
    /// <param name="index">The index of their timestep in the plan's schedule.</param>
    /// <param name="guidanceScale">The guidance scale; where it is 1, nothing unconditional is computed.</param>
    /// <returns>The prediction for each, (N, T, P), in the caller's dispose scope.</returns>
    public abstract DiffusionPrediction Predict(Tensor noised, Tensor positions, int index, double guidanceScale);

    /// <summary>Takes finished tokens as context of all that follows.</summary>
    /// <param name="clean">The tokens, (N, T, P).</param>
    /// <param name="positions">The raster index of each, int64, (N, T).</param>
    public abstract void Append(Tensor clean, Tensor positions);

    /// <summary>Frees what the batch needed.</summary>
    public abstract void Dispose();
}
