using System.Diagnostics;
using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Randomness;
using CausalFusion.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Gpu;

/// <summary>The rows of the benchmark that a GPU changes, each measured in a process of its own.</summary>
internal sealed class BenchmarkRows(MachineUse use, int repeats)
{
    /// <summary>
    /// The rows, and the reference's work that each is compared with: its float32 step or sampling, the same for every way in which ours goes
    /// about it.
    /// </summary>
    public static IReadOnlyDictionary<string, string> ReferenceOf { get; } = new Dictionary<string, string>
    {
        ["train-step"] = "train",
        ["train-step-bf16"] = "train",
        ["train-noised-token-k8"] = "train-tokens",
        ["train-step-large"] = "train-large",
        ["train-step-large-bf16"] = "train-large",
        ["sample-ddpm250-guided"] = "sample",
        ["sample-ddpm250-guided-bf16"] = "sample",
        ["sample-ddpm250-guided-interval"] = "sample",
        ["sample-dpm25"] = "sample",
        ["sample-ar8"] = "sample-ar8",
    };

    /// <summary>32×32 pixels, patch 4, 6 layers, width 192, 6 heads; in a dry run tiny. The reference has the same.</summary>
    private CausalFusionConfig Config => use.IsDryRun
        ? new() { ImageSize = 16, Channels = 3, PatchSize = 4, Width = 32, Layers = 2, Heads = 2, Classes = 10, ClassTokens = 4 }
        : new() { ImageSize = 32, Channels = 3, PatchSize = 4, Width = 192, Layers = 6, Heads = 6, Classes = 10, ClassTokens = 4 };

    /// <summary>256 tokens of latents, 12 layers, width 384, 6 heads; in a dry run tiny.</summary>
    private CausalFusionConfig LargeConfig => use.IsDryRun
        ? Config with { Layers = 3 }
        : new() { ImageSize = 32, Channels = 4, PatchSize = 2, Width = 384, Layers = 12, Heads = 6, Classes = 10, ClassTokens = 4 };

    private int TrainingBatch => use.IsDryRun ? 8 : 64;

    private int SamplingBatch => use.IsDryRun ? 2 : 16;

    private int DiffusionSteps => use.IsDryRun ? 5 : 250;

    /// <summary>The AR splits that training steps go through, the same for the reference, as in training (γ = 0.9).</summary>
    /// <param name="tokens">Tokens of an image.</param>
    public static ArSplit[] Splits(int tokens)
    {
        var random = new RandomStream(2024);
        var sampler = new ArSplitSampler(tokens);
        return [.. Enumerable.Range(0, 8).Select(_ => sampler.Sample(random))];
    }

    /// <summary>Measures a row.</summary>
    /// <param name="name">Its name, one of <see cref="ReferenceOf"/>.</param>
    /// <exception cref="ArgumentException">There is no such row.</exception>
    public Measurement Measure(string name) => name switch
    {
        "train-step" => Train(Config, new TrainingOptions { BatchSize = TrainingBatch }),
        "train-step-bf16" => Train(Config, new TrainingOptions { BatchSize = TrainingBatch, Precision = ComputePrecision.BFloat16 }),
        "train-noised-token-k8" => Train(Config, new TrainingOptions { BatchSize = TrainingBatch, NoisedCopies = 8 }, Config.Tokens, "tokens/s"),
        "train-step-large" => Train(LargeConfig, new TrainingOptions { BatchSize = TrainingBatch }),
        "train-step-large-bf16" => Train(LargeConfig, new TrainingOptions { BatchSize = TrainingBatch, Precision = ComputePrecision.BFloat16 }),
        "sample-ddpm250-guided" => Sample(new GenerationOptions()),
        "sample-ddpm250-guided-bf16" => Sample(new GenerationOptions(), ScalarType.BFloat16),
        "sample-ddpm250-guided-interval" => Sample(new GenerationOptions { GuidanceInterval = GuidanceInterval.Timesteps(250, 749) }),
        "sample-dpm25" => Sample(new GenerationOptions { Sampler = SamplerMethod.DpmSolver, DiffusionSteps = use.IsDryRun ? 3 : 25 }),
        "sample-ar8" => Sample(new GenerationOptions { ArSteps = 8 }),
        _ => throw new ArgumentException($"There is no row '{name}'; there are {string.Join(", ", ReferenceOf.Keys)}.", nameof(name)),
    };

    private Measurement Train(CausalFusionConfig config, TrainingOptions options, int perSequence = 1, string unit = "images/s")
    {
        using var scope = NewDisposeScope();
        using var model = new CausalFusionModel(config, seed: 1, use.Device);
        using var training = new TrainingSession(model, options);
        Tensor images = (rand([options.ImagesPerStep, config.Channels, config.ImageSize, config.ImageSize]) * 2 - 1).to(use.Device);
        Condition[] conditions = Conditions(options.ImagesPerStep);
        ArSplit[] splits = Splits(config.Tokens);
        int step = 0;
        return Repeat(unit, () =>
        {
            foreach (ArSplit split in splits)
            {
                using var stepScope = NewDisposeScope();
                training.Step(step, images, conditions, training.Draw(step) with { Split = split });
                step++;
            }
            return splits.Length * options.BatchSize * perSequence;
        });
    }

    private Measurement Sample(GenerationOptions options, ScalarType type = ScalarType.Float32)
    {
        using var model = new CausalFusionModel(Config, seed: 1, use.Device);
        if (type != ScalarType.Float32)
        {
            model.to(type);
        }
        var generator = new ImageGenerator(model);
        GenerationRequest[] requests = [.. Conditions(SamplingBatch).Select((condition, i) => new GenerationRequest(condition, (ulong)i))];
        options = options with
        {
            GuidanceScale = 1.5,
            BatchSize = SamplingBatch,
            DiffusionSteps = options.DiffusionSteps == new GenerationOptions().DiffusionSteps ? DiffusionSteps : options.DiffusionSteps,
        };
        return Repeat("images/s", () =>
        {
            generator.Generate(requests, options).Dispose();
            return SamplingBatch;
        });
    }

    private static Condition[] Conditions(int count) => [.. Enumerable.Range(0, count).Select(i => Condition.OfClass(i % 10))];

    private Measurement Repeat(string unit, Func<int> work)
    {
        work(); // warms up
        use.Synchronize();
        double[] values = new double[repeats];
        for (int i = 0; i < repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            int done = work();
            use.Synchronize();
            values[i] = done / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        using var process = Process.GetCurrentProcess();
        return new Measurement(unit, values, process.PeakWorkingSet64 / 1048576.0);
    }
}
