using CausalFusion.Factorization;
using CausalFusion.Models;
using CausalFusion.Randomness;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>Everything random in one training step but the choice of images: a function of the seed and the step number.</summary>
/// <param name="Split">The AR split of the batch.</param>
/// <param name="Order">The raster index of the token at each position of each sample's generation order, int64, (N, L).</param>
/// <param name="Timesteps">The training timesteps, M for each sample one after the other: M is 1, k or k·S (see <see cref="CausalFusionInput"/>).</param>
/// <param name="Noise">The noise, as patches in raster order, (N, k·L, P).</param>
/// <param name="Dropped">Whether a sample's label is replaced by the null class.</param>
/// <param name="Copies">Number k of noised copies of each image.</param>
internal sealed record TrainingDraws(ArSplit Split, Tensor Order, int[] Timesteps, Tensor Noise, bool[] Dropped, int Copies = 1)
{
    private const ulong SplitPurpose = 0x73706C69, SamplePurpose = 0x73616D70; // "spli", "samp"

    /// <summary>Draws for one step. The tensors are in the caller's dispose scope.</summary>
    public static TrainingDraws ForStep(int step, IDenoiserConfig config, TrainingOptions options, int timesteps, Device device)
    {
        int images = options.ImagesPerStep, copies = options.NoisedCopies, tokens = config.Tokens, values = copies * tokens * config.PatchDimension;
        ArSplit split = options.Split.Sample(new RandomStream(options.Seed, SplitPurpose, (ulong)step), tokens);
        int perImage = copies * (options.TimestepSharing == TimestepSharing.ArStep ? split.Steps : 1);
        long[] order = new long[images * tokens];
        int[] drawnTimesteps = new int[images * perImage];
        bool[] dropped = new bool[images];
        float[] noise = new float[images * values];
        Parallel.For(0, images, n =>
        {
            var random = new RandomStream(options.Seed, SamplePurpose, (ulong)step, (ulong)n);
            for (int i = 0; i < perImage; i++)
            {
                drawnTimesteps[(n * perImage) + i] = random.Next(timesteps);
            }
            dropped[n] = random.NextDouble() < options.LabelDropout;
            options.Order.Fill(order.AsSpan(n * tokens, tokens), config.GridSize, random);
            random.FillNormal(noise.AsSpan(n * values, values));
        });
        return new TrainingDraws(
            split,
            tensor(order, [images, tokens], device: device),
            drawnTimesteps,
            tensor(noise, [images, copies * tokens, config.PatchDimension], device: device),
            dropped,
            copies);
    }

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
