using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>What a training step draws for its images, and what follows from it.</summary>
/// <param name="Split">The AR split of the batch.</param>
/// <param name="Order">The raster index of the token at each position of each sample's generation order, int64, (N, L).</param>
/// <param name="Timesteps">
/// The training timesteps, M for each sample one after the other: M is 1 where all its tokens share one, k for one of each copy, or k·S for one of
/// each AR step of each copy.
/// </param>
/// <param name="Noise">The noise, as patches in raster order, (N, k·L, P).</param>
/// <param name="Dropped">
/// Whether a sample's image is generated without what it is of: its label is replaced by the null class, or its text stands behind it.
/// </param>
/// <param name="Copies">Number k of noised copies of each image.</param>
internal sealed record TrainingDraws(
    ArSplit Split, Tensor Order, int[] Timesteps, Tensor Noise, bool[] Dropped, int Copies = 1)
{
    /// <summary>The AR loss weight of each token in generation order, L values.</summary>
    public float[] LossWeights { get; init; } = [];

    /// <summary>What the error of images is measured in; what the network predicts where null.</summary>
    public PredictionTarget? LossTarget { get; init; }

    /// <summary>The factor of the loss of texts.</summary>
    public double TextLossWeight { get; init; }

    /// <summary>Over how many text tokens the mean of their loss is; null for those that there are.</summary>
    public double? TextTargets { get; init; }

    /// <summary>Number of images.</summary>
    public int Images => Dropped.Length;

    /// <summary>Number M of timesteps of an image.</summary>
    public int TimestepsPerImage => Timesteps.Length / Images;

    /// <summary>The timestep of every noised token in generation order, N·k·L values.</summary>
    public int[] TokenTimesteps()
    {
        int perImage = TimestepsPerImage, perCopy = Math.Max(1, perImage / Copies), tokens = Split.Tokens;
        int[] ofTokens = new int[Images * Copies * tokens];
        for (int sequence = 0; sequence < Images * Copies; sequence++)
        {
            int first = perImage == 1 ? sequence / Copies : sequence * perCopy;
            for (int step = 0; step < Split.Steps; step++)
            {
                ofTokens.AsSpan((sequence * tokens) + Split.Offsets[step], Split.SizeOf(step)).Fill(Timesteps[first + (perCopy == 1 ? 0 : step)]);
            }
        }
        return ofTokens;
    }

    /// <summary>The draws of some of the images; the tensors are views in the caller's dispose scope.</summary>
    /// <param name="start">The first image.</param>
    /// <param name="count">How many.</param>
    public TrainingDraws Slice(int start, int count) => this with
    {
        Order = Order.narrow(0, start, count),
        Timesteps = Timesteps[(start * TimestepsPerImage)..((start + count) * TimestepsPerImage)],
        Noise = Noise.narrow(0, start, count),
        Dropped = Dropped[start..(start + count)],
    };
}
