using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Training;

namespace CausalFusion.Benchmarks.Rows;

/// <summary>The rows of the benchmark: what is measured, against what, and the ratio to reach.</summary>
internal static class RowTable
{
    /// <summary>The scale of guidance wherever there is one.</summary>
    public const double GuidanceScale = 1.5;

    private const int SamplingBatch = 16, WholeWalk = 250, TimedSteps = 25, ShortWalk = 25, ShortWalkBatch = 4, CaptioningBatch = 16;

    /// <summary>The rows in the order in which they are measured.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="threads">Threads of each side.</param>
    public static IReadOnlyList<ComparisonRow> All(ReferenceProcess reference, int threads)
    {
        var training = new TrainingOptions { BatchSize = BenchmarkNetworks.BatchSize };
        var guided = new GenerationOptions { DiffusionSteps = TimedSteps, GuidanceScale = GuidanceScale, BatchSize = SamplingBatch };
        return
        [
            new TrainingRow(reference, "train")
            {
                Name = "train-step", Unit = "images/s", Target = 2.6, Options = training,
                Work = "float32 training steps, batch 64, AR splits as in training (γ = 0.9), the same four on both sides",
            },
            new TrainingRow(reference, "train")
            {
                Name = "train-step-bf16", Unit = "images/s", Target = 4, Options = training with { Precision = ComputePrecision.BFloat16 },
                Work = "train-step, ours in bfloat16 with float32 weights, the reference in float32",
            },
            new TrainingRow(reference, "train-copies", argument: 8)
            {
                Name = "train-noised-token-k8", Unit = "noised tokens/s", Target = 4,
                Options = training with { NoisedCopies = 8, TimestepSharing = TimestepSharing.ArStep },
                UnitsOfSequence = BenchmarkNetworks.Standard.Tokens,
                Work = "float32 training steps of 64 noised sequences, 8 of each of 8 images, with a timestep for each AR step, on both sides",
            },
            new TrainingMemoryRow(reference, threads)
            {
                Name = "train-peak-memory", Unit = "MB", Target = 1 / 0.6,
                Work = "the highest resident memory of a new process that trains for 4 float32 steps of 64 images over 4 equal AR steps",
            },
            Guided(reference, "sample-ddpm250-guided", 3, guided),
            Guided(reference, "sample-ddpm250-guided-bf16", 4.5, guided with { Precision = ComputePrecision.BFloat16 }),
            new SamplingRow(reference, SamplingBatch)
            {
                Name = "sample-ddpm250-guided-interval", Unit = "images/s", Target = 4, ReferenceSteps = TimedSteps - 1,
                Options = guided with { DiffusionSteps = TimedSteps - 1, GuidanceInterval = GuidanceInterval.Timesteps(250, 749) },
                StepsShare = (double)WholeWalk / (TimedSteps - 1),
                Work = "as sample-ddpm250-guided with 24 steps timed; ours guides the middle 12 of them, the reference computes both halves in all",
            },
            new SamplingRow(reference, ShortWalkBatch)
            {
                Name = "sample-dpm25", Unit = "images/s", Target = 20, ReferenceSteps = WholeWalk,
                Options = guided with { Sampler = SamplerMethod.DpmSolver, DiffusionSteps = ShortWalk, BatchSize = ShortWalkBatch },
                Work = "batch 4, guidance 1.5, float32, whole walks: ours DPM-Solver++ in 25 steps, the reference DDPM in 250",
            },
            new ArStepsRow(SamplingBatch, arSteps: 8)
            {
                Name = "sample-ar8", Unit = "images/s", Target = 1 / 1.15, Options = guided with { DiffusionSteps = 125 },
                Work = "ours over 8 AR steps against ours over 1, DDPM, batch 16, guidance 1.5, 125 diffusion steps in each, as timed",
            },
            new TrainingRow(reference, "train-large")
            {
                Name = "train-step-large", Unit = "images/s", Target = 2.6, Config = BenchmarkNetworks.Large, Steps = 1,
                Options = training with { BatchSize = BenchmarkNetworks.LargeBatchSize },
                Splits = [ArSplit.Equal(BenchmarkNetworks.Large.Tokens, BenchmarkNetworks.LargeArSteps)],
                Work = "a float32 training step of 256 tokens, width 384, 12 layers, batch 8, 4 equal AR steps",
            },
            new ModelLoadRow
            {
                Name = "load-safetensors", Unit = "GB/s", Target = 1 / 1.2,
                Work = "a model file from the system's cache into a network of the preset L, against plain reads of its bytes into new memory",
            },
            new FeaturesRow(reference, batches: 8, layer: 4)
            {
                Name = "featurize", Unit = "images/s", Target = 2.5, Work = "the features of 512 images at layer 4 of 6, batch 64",
            },
            Captioning(reference, "caption", BenchmarkNetworks.Captioning, CaptioningBatch, "64 image tokens, 6 layers, width 192"),
            Captioning(reference, "caption", BenchmarkNetworks.Captioning, 1, "64 image tokens, 6 layers, width 192"),
            Captioning(reference, "caption-shapes", BenchmarkNetworks.Shapes, CaptioningBatch, "16 image tokens, 5 layers, width 128"),
            Captioning(reference, "caption-shapes", BenchmarkNetworks.Shapes, 1, "16 image tokens, 5 layers, width 128"),
            WithoutCache(CaptioningBatch),
            WithoutCache(1),
            new LatencyRow(reference, calls: 10, diffusionSteps: 20)
            {
                Name = "latency", Unit = "ms", Target = 2,
                Work = "one 28×28 image of a network of 6 layers, width 128: ML.NET's PredictionEngine, the reference's loop at batch 1; "
                    + "DDPM in 20 steps, guidance 1.5, the mean of 10",
            },
            new PeakShareRow
            {
                Name = "peak-share", Unit = "GFLOP/s", Target = 0.6,
                Work = "the products that train-step needs, per second, against products of 2,048×2,048 in the same process, "
                    + "the fastest of linear, convolution, mm and our own",
            },
        ];
    }

    private static CaptioningRow Captioning(ReferenceProcess reference, string command, CausalFusionConfig config, int batch, string network) =>
        new(reference, command, config, batch, times: batch == 1 ? 16 : 8)
        {
            Name = $"{command}-batch{batch}",
            Unit = "tokens/s",
            Target = 2,
            Work = $"greedy captions of {config.Text!.MaxTokens + 1} tokens, the image's part included, batch {batch}, float32, {network}, "
                + "a key/value cache on both sides",
        };

    private static CaptioningCacheRow WithoutCache(int batch) => new(BenchmarkNetworks.Captioning, batch, times: batch == 1 ? 8 : 4)
    {
        Name = $"caption-no-cache-batch{batch}",
        Unit = "tokens/s",
        Target = batch == 1 ? 2 : 8,
        Work = $"caption-batch{batch}, ours with the key/value cache against ours that passes the image and the text so far for each token",
    };

    private static SamplingRow Guided(ReferenceProcess reference, string name, double target, GenerationOptions options) =>
        new(reference, SamplingBatch)
        {
            Name = name,
            Unit = "images/s",
            Target = target,
            Options = options,
            ReferenceSteps = TimedSteps,
            StepsShare = (double)WholeWalk / TimedSteps,
            Work = "DDPM, batch 16, guidance 1.5, 25 diffusion steps timed on both sides and told as 250, each of which is the same work",
        };
}
