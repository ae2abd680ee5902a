using CausalFusion.Factorization;
using CausalFusion.Models;
using CausalFusion.Randomness;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>Everything random in one training step but the choice of images: a function of the seed and the step number.</summary>
/// <param name="Split">The AR split of the batch.</param>
/// <param name="Order">The raster index of the token at each position of each sample's generation order, int64, (N, L).</param>
/// <param name="Timesteps">One training timestep per sample.</param>
/// <param name="Noise">The noise, as patches in raster order, (N, L, P).</param>
/// <param name="Dropped">Whether a sample's label is replaced by the null class.</param>
internal sealed record TrainingDraws(ArSplit Split, Tensor Order, int[] Timesteps, Tensor Noise, bool[] Dropped)
{
    private const ulong SplitPurpose = 0x73706C69, SamplePurpose = 0x73616D70; // "spli", "samp"

    /// <summary>Draws for one step. The tensors are in the caller's dispose scope.</summary>
    public static TrainingDraws ForStep(int step, CausalFusionConfig config, TrainingOptions options, ArSplitSampler splits, int timesteps, Device device)
    {
        int batch = options.BatchSize, tokens = config.Tokens, values = tokens * config.PatchDimension;
        ArSplit split = splits.Sample(new RandomStream(options.Seed, SplitPurpose, (ulong)step));
        long[] order = new long[batch * tokens];
        int[] drawnTimesteps = new int[batch];
        bool[] dropped = new bool[batch];
        float[] noise = new float[batch * values];
        Parallel.For(0, batch, n =>
        {
            var random = new RandomStream(options.Seed, SamplePurpose, (ulong)step, (ulong)n);
            drawnTimesteps[n] = random.Next(timesteps);
            dropped[n] = random.NextDouble() < options.LabelDropout;
            Span<long> own = order.AsSpan(n * tokens, tokens);
            for (int i = 0; i < tokens; i++)
            {
                own[i] = i;
            }
            if (options.Order == TokenOrder.Random)
            {
                random.Shuffle(own);
            }
            random.FillNormal(noise.AsSpan(n * values, values));
        });
        return new TrainingDraws(
            split,
            tensor(order, [batch, tokens], device: device),
            drawnTimesteps,
            tensor(noise, [batch, tokens, config.PatchDimension], device: device),
            dropped);
    }
}
