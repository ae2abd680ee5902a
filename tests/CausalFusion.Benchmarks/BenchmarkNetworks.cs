using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.Randomness;

namespace CausalFusion.Benchmarks;

/// <summary>The networks that are measured, and how their training images are cut into AR steps. The reference has the same.</summary>
internal static class BenchmarkNetworks
{
    /// <summary>Noised sequences of a training step.</summary>
    public const int BatchSize = 64;

    /// <summary>The same for <see cref="Large"/>.</summary>
    public const int LargeBatchSize = 8;

    /// <summary>AR steps of a training step of <see cref="Large"/>.</summary>
    public const int LargeArSteps = 4;

    /// <summary>64 tokens: 32×32 pixels, patch 4, 6 layers, width 192, 6 heads.</summary>
    public static CausalFusionConfig Standard { get; } = new()
    {
        ImageSize = 32,
        Channels = 3,
        PatchSize = 4,
        Width = 192,
        Layers = 6,
        Heads = 6,
        Classes = 10,
        ClassTokens = 4,
    };

    /// <summary>256 tokens: 32×32 pixels, patch 2, 12 layers, width 384, 6 heads.</summary>
    public static CausalFusionConfig Large { get; } = Standard with { PatchSize = 2, Width = 384, Layers = 12 };

    /// <summary>49 tokens: 28×28 gray pixels, patch 4, 6 layers, width 128, 4 heads.</summary>
    public static CausalFusionConfig Small { get; } = Standard with { ImageSize = 28, Channels = 1, Width = 128, Heads = 4 };

    /// <summary>As <see cref="Standard"/>, but with texts of up to 35 tokens of 1,024 in the place of classes.</summary>
    public static CausalFusionConfig Captioning { get; } = Standard with { Classes = 0, Text = new TextShape { Vocabulary = 1024, MaxTokens = 35 } };

    /// <summary>16 tokens: 32×32 pixels, patch 8, 5 layers, width 128, 4 heads; texts of up to 20 tokens of 347. The demo's of text.</summary>
    public static CausalFusionConfig Shapes { get; } = Captioning with
    {
        PatchSize = 8,
        Width = 128,
        Layers = 5,
        Heads = 4,
        Text = new TextShape { Vocabulary = 347, MaxTokens = 20 },
    };

    /// <summary>Four splits of <see cref="Standard"/> as in training (γ = 0.9), always the same.</summary>
    public static IReadOnlyList<ArSplit> Splits { get; } = Sampled(4);

    private static ArSplit[] Sampled(int count)
    {
        var random = new RandomStream(2024);
        var sampler = new ArSplitSampler(Standard.Tokens);
        return [.. Enumerable.Range(0, count).Select(_ => sampler.Sample(random))];
    }
}
