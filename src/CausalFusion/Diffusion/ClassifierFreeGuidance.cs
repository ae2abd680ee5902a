using static TorchSharp.torch;

namespace CausalFusion.Diffusion;

/// <summary>Classifier-free guidance: ε = ε_u + g·(ε_c − ε_u), over all channels (FACTS.md §5).</summary>
public static class ClassifierFreeGuidance
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
        Tensor combined = (conditional - unconditional).mul_(scale).add_(unconditional);
        return combined.MoveToOuterDisposeScope();
    }
}
