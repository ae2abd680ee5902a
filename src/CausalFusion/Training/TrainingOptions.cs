using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>How a network is trained. The defaults are the paper's (Table 9) and its published code's, for a batch of 256.</summary>
public sealed record TrainingOptions
{
    private const double DefaultLabelDropout = 0.1, DefaultImageFirstShare = 0.1, DefaultTextLossWeight = 0.01;

    /// <summary>Number of optimizer steps. Default 100,000.</summary>
    public int Steps { get; init; } = 100_000;

    /// <summary>Noised sequences per step: images, or images × <see cref="NoisedCopies"/>. Default 256.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>
    /// Number of passes that the batch is cut into, one after the other; their gradients add up to the whole batch's, and memory is needed for one.
    /// It must divide the number of images per step. Default 1.
    /// </summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>
    /// Whether each block is computed again in the backward pass instead of keeping what it computed: less memory for about a third more computation.
    /// Default false.
    /// </summary>
    public bool GradientCheckpointing { get; init; }

    /// <summary>The number type of the forward and backward pass. Default float32.</summary>
    public ComputePrecision Precision { get; init; } = ComputePrecision.Full;

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

    /// <summary>
    /// Where the moving average is kept, for instance the CPU where the GPU's memory is short; the network's own device where null (the default).
    /// </summary>
    public Device? EmaDevice { get; init; }

    /// <summary>Share of the samples whose label is replaced by the null class, which trains classifier-free guidance. Default 0.1.</summary>
    public double LabelDropout { get; init; } = DefaultLabelDropout;

    /// <summary>
    /// Share of the samples whose text stands behind the image instead of before it, in a network that reads text: these train captioning, and the
    /// unconditional half of guidance. Default 0.1 (paper, §6).
    /// </summary>
    public double ImageFirstShare { get; init; } = DefaultImageFirstShare;

    /// <summary>
    /// What the error of a prediction is measured in; null, the default, for what the network predicts (<see cref="ImageModelConfig.Target"/>). As
    /// one target follows from another, this weighs the squared error by timestep: that of clean values by 1/σ² for the velocity, as arXiv 2511.13720
    /// does, or by α²/σ² for the noise (x_t = α·x₀ + σ·ε); that of noise by 1/α² and σ²/α²; that of the velocity by α² and σ². What is divided by is
    /// at least 0.05, so that no weight exceeds 400. The weights are not normalized: the loss is the mean squared error of what is named here.
    /// </summary>
    public PredictionTarget? LossTarget { get; init; }

    /// <summary>The weight of the loss of texts beside that of images. Default 0.01 (paper, §6).</summary>
    public double TextLossWeight { get; init; } = DefaultTextLossWeight;

    /// <summary>
    /// Whether each image is mirrored with probability one half. Null, the default, mirrors where the network takes classes, and does not where it
    /// reads text, as captions may tell left from right.
    /// </summary>
    public bool? HorizontalFlip { get; init; }

    /// <summary>Most batches that are read and decoded ahead of the step; each is kept in memory. Default 1.</summary>
    public int BatchesAhead { get; init; } = 1;

    /// <summary>How each batch is cut into AR steps. Default random with the AR decay γ = 0.9.</summary>
    public ArSplitPolicy Split { get; init; } = ArSplitPolicy.Random(0.9);

    /// <summary>The AR loss weight λ of the first step; it falls to 1 at the end. Default 2.</summary>
    public double ArLossWeight { get; init; } = 2;

    /// <summary>How the AR loss weight falls. Default in a straight line.</summary>
    public ArWeightShape ArLossWeightShape { get; init; } = ArWeightShape.Linear;

    /// <summary>Which noised tokens share a timestep. Default all of a sequence.</summary>
    public TimestepSharing TimestepSharing { get; init; } = TimestepSharing.Sequence;

    /// <summary>
    /// Number k of noised copies of each image, every one with noise and timesteps of its own, behind the clean tokens that they share: the batch
    /// then has k times fewer images and hardly more tokens than the noised ones (paper, App. B). It must divide <see cref="BatchSize"/>. Default 1.
    /// </summary>
    public int NoisedCopies { get; init; } = 1;

    /// <summary>The order in which tokens are generated. Default random.</summary>
    public TokenOrder Order { get; init; } = TokenOrder.Random;

    /// <summary>Seed of everything random in training.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// File that checkpoints are written to and training is resumed from; null for none. Each checkpoint replaces the one before, whole.
    /// </summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Steps from one checkpoint to the next. Default 1,000.</summary>
    public int CheckpointInterval { get; init; } = 1_000;

    /// <summary>Whether to go on from the checkpoint where there is one. Default true.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>Images per step: <see cref="BatchSize"/> / <see cref="NoisedCopies"/>.</summary>
    public int ImagesPerStep => BatchSize / NoisedCopies;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public void Validate()
    {
        Require(Steps >= 1, nameof(Steps), "at least 1", Steps);
        Require(BatchSize >= 1, nameof(BatchSize), "at least 1", BatchSize);
        Require(BatchesAhead >= 1, nameof(BatchesAhead), "at least 1", BatchesAhead);
        Require(NoisedCopies >= 1 && BatchSize % NoisedCopies == 0, nameof(NoisedCopies), $"a divisor of BatchSize, {BatchSize}", NoisedCopies);
        Require(
            AccumulationSteps >= 1
                && ImagesPerStep % AccumulationSteps == 0, nameof(AccumulationSteps), $"a divisor of the {ImagesPerStep} images per step",
                AccumulationSteps);
        Require(Enum.IsDefined(Precision), nameof(Precision), $"one of {string.Join(", ", Enum.GetNames<ComputePrecision>())}", Precision);
        Require(Enum.IsDefined(TimestepSharing), nameof(TimestepSharing), $"one of {string.Join(", ", Enum.GetNames<TimestepSharing>())}",
            TimestepSharing);
        Require(Enum.IsDefined(ArLossWeightShape), nameof(ArLossWeightShape), $"one of {string.Join(", ", Enum.GetNames<ArWeightShape>())}",
            ArLossWeightShape);
        Require(LearningRate > 0 && double.IsFinite(LearningRate), nameof(LearningRate), "positive", LearningRate);
        Require(WarmupSteps >= 0, nameof(WarmupSteps), "at least 0", WarmupSteps);
        Require(Beta1 is >= 0 and < 1, nameof(Beta1), "in [0, 1)", Beta1);
        Require(Beta2 is >= 0 and < 1, nameof(Beta2), "in [0, 1)", Beta2);
        Require(Epsilon > 0, nameof(Epsilon), "positive", Epsilon);
        Require(WeightDecay >= 0, nameof(WeightDecay), "at least 0", WeightDecay);
        Require(GradientClip > 0, nameof(GradientClip), "positive", GradientClip);
        Require(EmaDecay is >= 0 and < 1, nameof(EmaDecay), "in [0, 1)", EmaDecay);
        Require(LabelDropout is >= 0 and <= 1, nameof(LabelDropout), "in [0, 1]", LabelDropout);
        Require(ImageFirstShare is >= 0 and <= 1, nameof(ImageFirstShare), "in [0, 1]", ImageFirstShare);
        Require(LossTarget is null || Enum.IsDefined(LossTarget.Value), nameof(LossTarget),
            $"null or one of {string.Join(", ", Enum.GetNames<PredictionTarget>())}", LossTarget!);
        Require(TextLossWeight >= 0 && double.IsFinite(TextLossWeight), nameof(TextLossWeight), "at least 0", TextLossWeight);
        ArgumentNullException.ThrowIfNull(Split);
        ArgumentNullException.ThrowIfNull(Order);
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
    /// <summary>Checks the options against a network.</summary>
    /// <param name="config">The network's shape.</param>
    /// <exception cref="ArgumentException">
    /// An option is out of range, does not fit the network, or is one that a network without an AR axis would not follow.
    /// </exception>
    public void Validate(ImageModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Validate();
        ValidateText(config);
        if (LossTarget is { } measured && measured != config.Target && config.TieOfLoss is { } tie)
        {
            throw new ArgumentException($"{nameof(LossTarget)} must be null or {config.Target} for a network that {tie}; found {measured}.");
        }
        if (config.Capabilities.HasArAxis)
        {
            Order.Validate(config.Grid);
            Split.Validate(config.Tokens);
            return;
        }
        var defaults = new TrainingOptions();
        Refuse(Split != defaults.Split && Split != ArSplitPolicy.Equal(1), nameof(Split), defaults.Split, Split);
        Refuse(Order != defaults.Order, nameof(Order), defaults.Order, Order);
        Refuse(TimestepSharing != defaults.TimestepSharing, nameof(TimestepSharing), defaults.TimestepSharing, TimestepSharing);
        Refuse(NoisedCopies != defaults.NoisedCopies, nameof(NoisedCopies), defaults.NoisedCopies, NoisedCopies);
        Refuse(ArLossWeight != defaults.ArLossWeight, nameof(ArLossWeight), defaults.ArLossWeight, ArLossWeight);
        Refuse(ArLossWeightShape != defaults.ArLossWeightShape, nameof(ArLossWeightShape), defaults.ArLossWeightShape, ArLossWeightShape);

        void Refuse(bool differs, string name, object expected, object found)
        {
            if (differs)
            {
                throw new ArgumentException(
                    $"{name} must be the default, {expected}, for a network of kind '{config.Kind}', "
                    + $"which has no AR axis and would not follow another; found {found}.");
            }
        }
    }

    /// <summary>The options as a network follows them: one without an AR axis generates all tokens of an image at once, in raster order.</summary>
    internal TrainingOptions For(ImageModelConfig config)
    {
        TrainingOptions settled = this with { HorizontalFlip = Mirrors(config) };
        return config.Capabilities.HasArAxis ? settled : settled with
        {
            Split = ArSplitPolicy.Equal(1),
            Order = TokenOrder.Raster,
            TimestepSharing = TimestepSharing.Sequence,
        };
    }

    /// <summary>Whether images are mirrored in the training of a network.</summary>
    /// <param name="config">The network's shape.</param>
    internal bool Mirrors(ImageModelConfig config) => HorizontalFlip ?? config.Text is null;

    private void ValidateText(ImageModelConfig config)
    {
        if (config.Text is null)
        {
            Refuse(ImageFirstShare, DefaultImageFirstShare, nameof(ImageFirstShare), "takes classes, and has no text");
            Refuse(TextLossWeight, DefaultTextLossWeight, nameof(TextLossWeight), "takes classes, and writes no text");
        }
        else
        {
            Refuse(LabelDropout, DefaultLabelDropout, nameof(LabelDropout), $"reads text: what trains its guidance is {nameof(ImageFirstShare)}");
        }

        static void Refuse(double found, double expected, string name, string why)
        {
            if (found != expected)
            {
                throw new ArgumentException($"{name} must be the default, {expected}, for a network that {why}; found {found}.");
            }
        }
    }
}
