using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Diffusion;

/// <summary>Classifier-free guidance: ε = ε_u + g·(ε_c − ε_u), over all channels, or as DiT over the first ones (Ho and Salimans 2022).</summary>
internal static class ClassifierFreeGuidance
{
    /// <summary>Combines the two halves of a doubled batch.</summary>
    /// <param name="prediction">Predictions of shape (2N, …): the conditional half, then the unconditional one.</param>
    /// <param name="scale">The guidance scale g; 1 is the conditional prediction.</param>
    /// <returns>Shape (N, …); the caller owns it.</returns>
    /// <exception cref="ArgumentException">The batch is not even.</exception>
    public static Tensor Combine(Tensor prediction, double scale)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        long batch = prediction.shape[0];
        if (batch % 2 != 0)
        {
            throw new ArgumentException($"Expected a conditional and an unconditional half; found a batch of {batch}.", nameof(prediction));
        }
        using var scope = NewDisposeScope();
        Tensor conditional = prediction.narrow(0, 0, batch / 2), unconditional = prediction.narrow(0, batch / 2, batch / 2);
        Tensor combined = (conditional - unconditional).mul_(Kept(scale)).PlusInPlace(unconditional);
        return combined.MoveToOuterDisposeScope();
    }

    /// <summary>Combines the first channels of two halves of a doubled batch, and takes the others from the conditional one.</summary>
    /// <param name="prediction">Predictions of shape (2N, C, …): the conditional half, then the unconditional one.</param>
    /// <param name="scale">The guidance scale g; 1 is the conditional prediction.</param>
    /// <param name="channels">
    /// How many channels to guide, 1 to C. DiT as published guides the first 3 of the 4 that it denoises, and no variance.
    /// </param>
    /// <returns>Shape (N, C, …); the caller owns it.</returns>
    /// <exception cref="ArgumentException">The batch is not even.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many channels.</exception>
    public static Tensor Combine(Tensor prediction, double scale, int channels)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, prediction.shape[1]);
        using var scope = NewDisposeScope();
        Tensor guided = Combine(prediction.narrow(1, 0, channels), scale);
        Tensor others = prediction.narrow(0, 0, prediction.shape[0] / 2).narrow(1, channels, prediction.shape[1] - channels);
        return cat([guided, others], 1).MoveToOuterDisposeScope();
    }
}
