using CausalFusion.Factorization;

namespace CausalFusion.Training;

/// <summary>How a network is trained. The defaults are the paper's (FACTS.md §4), for a batch of 256.</summary>
public sealed record TrainingOptions
{
    /// <summary>Number of optimizer steps. Default 100,000.</summary>
    public int Steps { get; init; } = 100_000;

    /// <summary>Images per step. Default 256.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Learning rate after warm-up. Default 1e-4.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Steps over which the learning rate rises from 0 in a straight line. Default 1,000.</summary>
    public int WarmupSteps { get; init; } = 1_000;

    /// <summary>AdamW's β₁. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's β₂. Default 0.95.</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>AdamW's ε. Default 1e-15.</summary>
    public double Epsilon { get; init; } = 1e-15;

    /// <summary>AdamW's weight decay. Default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The largest norm of the gradient; longer ones are scaled down. Default 1.</summary>
    public double GradientClip { get; init; } = 1;

    /// <summary>Decay of the moving average of the weights, reached by a warm-up: min(decay, (1 + t)/(10 + t)). Default 0.9999.</summary>
    public double EmaDecay { get; init; } = 0.9999;

    /// <summary>Share of the samples whose label is replaced by the null class, which trains classifier-free guidance. Default 0.1.</summary>
    public double LabelDropout { get; init; } = 0.1;

    /// <summary>Whether each image is mirrored with probability one half. Default true.</summary>
    public bool HorizontalFlip { get; init; } = true;

    /// <summary>Most batches that are read and decoded ahead of the step; each is kept in memory. Default 1.</summary>
    public int BatchesAhead { get; init; } = 1;

    /// <summary>The AR decay γ in [0, 1]: P(S = i) ∝ γ^(i−1). Default 0.9.</summary>
    public double ArDecay { get; init; } = 0.9;

    /// <summary>The AR loss weight λ of the first step; it falls to 1 at the end. Default 2.</summary>
    public double ArLossWeight { get; init; } = 2;

    /// <summary>The order in which tokens are generated. Default random.</summary>
    public TokenOrder Order { get; init; } = TokenOrder.Random;

    /// <summary>Seed of everything random in training.</summary>
    public ulong Seed { get; init; }

    /// <summary>File that checkpoints are written to and training is resumed from; null for none. Each checkpoint replaces the one before, whole.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Steps from one checkpoint to the next. Default 1,000.</summary>
    public int CheckpointInterval { get; init; } = 1_000;

    /// <summary>Whether to go on from the checkpoint where there is one. Default true.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public void Validate()
    {
        Require(Steps >= 1, nameof(Steps), "at least 1", Steps);
        Require(BatchSize >= 1, nameof(BatchSize), "at least 1", BatchSize);
        Require(BatchesAhead >= 1, nameof(BatchesAhead), "at least 1", BatchesAhead);
        Require(LearningRate > 0 && double.IsFinite(LearningRate), nameof(LearningRate), "positive", LearningRate);
        Require(WarmupSteps >= 0, nameof(WarmupSteps), "at least 0", WarmupSteps);
        Require(Beta1 is >= 0 and < 1, nameof(Beta1), "in [0, 1)", Beta1);
        Require(Beta2 is >= 0 and < 1, nameof(Beta2), "in [0, 1)", Beta2);
        Require(Epsilon > 0, nameof(Epsilon), "positive", Epsilon);
        Require(WeightDecay >= 0, nameof(WeightDecay), "at least 0", WeightDecay);
        Require(GradientClip > 0, nameof(GradientClip), "positive", GradientClip);
        Require(EmaDecay is >= 0 and < 1, nameof(EmaDecay), "in [0, 1)", EmaDecay);
        Require(LabelDropout is >= 0 and <= 1, nameof(LabelDropout), "in [0, 1]", LabelDropout);
        Require(ArDecay is >= 0 and <= 1, nameof(ArDecay), "in [0, 1]", ArDecay);
        Require(ArLossWeight >= 0 && double.IsFinite(ArLossWeight), nameof(ArLossWeight), "at least 0", ArLossWeight);
        Require(CheckpointInterval >= 1, nameof(CheckpointInterval), "at least 1", CheckpointInterval);

        static void Require(bool holds, string name, string expected, object found)
        {
            if (!holds)
            {
                throw new ArgumentException($"{name} must be {expected}; found {found}.");
            }
        }
    }
}
