using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Training;

namespace CausalFusion.ML.Trainers;

/// <summary>The columns, the network and the training of <c>ImageGeneration.Trainers.CausalFusion</c>.</summary>
/// <remarks>The device is the <c>MLContext</c>'s: its GpuDeviceId, or the CPU; temporary files go to its TempFilePath.</remarks>
public sealed class CausalFusionTrainerOptions
{
    /// <summary>The column of images to learn, every one exactly <see cref="ImageSize"/> pixels high and wide. Default "Image".</summary>
    public string ImageColumnName { get; set; } = "Image";

    /// <summary>The column of their labels, a key, whose number of values is the number of classes. Default "Label".</summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>The column that the trained transformer puts images into. Default "GeneratedImage".</summary>
    public string OutputColumnName { get; set; } = "GeneratedImage";

    /// <summary>
    /// The column of whole numbers from which the trained transformer takes each image's seed; training does not need it. Null (the default) is the
    /// column "Seed", where there is one. A row without a seed gets one from <see cref="Seed"/> and its id.
    /// </summary>
    public string? SeedColumnName { get; set; }

    /// <summary>Height and width of the images in pixels, a multiple of <see cref="PatchSize"/>. Default 32.</summary>
    public int ImageSize { get; set; } = 32;

    /// <summary>1 for grey images, 3 for colours. Default 3.</summary>
    public int Channels { get; set; } = 3;

    /// <summary>Height and width of the patch that one token stands for, at least 1. Time and memory grow with the number of tokens. Default 4.</summary>
    public int PatchSize { get; set; } = 4;

    /// <summary>Width of the transformer, a multiple of 4 and of <see cref="Heads"/>. Default 192.</summary>
    public int Width { get; set; } = 192;

    /// <summary>Number of transformer blocks, at least 1. Default 6.</summary>
    public int Layers { get; set; } = 6;

    /// <summary>Number of attention heads, at least 1. Default 6.</summary>
    public int Heads { get; set; } = 6;

    /// <summary>Number of tokens that a class is embedded as, at least 1. Default 4.</summary>
    public int ClassTokens { get; set; } = 4;

    /// <summary>How many times a class's tokens are repeated in the sequence, at least 1: more computation for the class, no more parameters. Default 1.</summary>
    public int ClassTokenRepeats { get; set; } = 1;

    /// <summary>What the network predicts, the noise or the clean pixels. Default the noise.</summary>
    public PredictionTarget Target { get; set; } = PredictionTarget.Noise;

    /// <summary>How the network is told the timestep: added to the noised tokens (the default), or as a token of its own.</summary>
    public TimestepConditioning TimestepConditioning { get; set; } = TimestepConditioning.Added;

    /// <summary>Whether a LayerNorm stands on each attention head's queries and keys. Default true.</summary>
    public bool QkNorm { get; set; } = true;

    /// <summary>Whether the tokens' positions are learned; otherwise they stay the two-dimensional sine-cosine table. Default false.</summary>
    public bool LearnedPositions { get; set; }

    /// <summary>
    /// How to train. Default 10,000 steps of 64 images at a learning rate of 5e-4 after 500 steps of warm-up, with an average of weights over about 1,000
    /// steps, which suits a small network; the rest is <see cref="TrainingOptions"/>' own. Its seed is used where <see cref="Seed"/> is null and it is not 0.
    /// </summary>
    public TrainingOptions Training { get; set; } = new() { Steps = 10_000, BatchSize = 64, LearningRate = 5e-4, WarmupSteps = 500, EmaDecay = 0.999 };

    /// <summary>How the trained transformer samples. Default <see cref="GenerationOptions"/>' own.</summary>
    public GenerationOptions Generation { get; set; } = new();

    /// <summary>
    /// The seed of the weights, of training and of images without a seed of their own. Null (the default) draws one from the <c>MLContext</c>'s. State one,
    /// or give the context one, to resume a training from its checkpoint in another process.
    /// </summary>
    public ulong? Seed { get; set; }

    /// <summary>The most bytes of images to keep in memory, at least 0; a larger data set goes to a temporary file. Default 4 GiB.</summary>
    public long DatasetMemoryLimit { get; set; } = ImageDatasetBuilder.DefaultMemoryLimit;

    /// <summary>Told after every training step; the log gets a line about once a second without it. Default null.</summary>
    public IProgress<TrainingProgress>? Progress { get; set; }

    /// <summary>Stops training before the next step, after a checkpoint where <see cref="Training"/> names a file. Default none.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A value is missing or out of range, or the values do not fit each other.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(ImageColumnName);
        ArgumentException.ThrowIfNullOrEmpty(LabelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        if (SeedColumnName is "")
        {
            throw new ArgumentException("SeedColumnName must be null or a column's name; found an empty text.");
        }
        if (Channels is not (1 or 3))
        {
            throw new ArgumentException($"Channels must be 1 or 3; found {Channels}.");
        }
        if (DatasetMemoryLimit < 0)
        {
            throw new ArgumentException($"DatasetMemoryLimit must be at least 0 bytes; found {DatasetMemoryLimit}.");
        }
        CausalFusionConfig config = ConfigFor(classes: 1);
        config.Validate();
        ArgumentNullException.ThrowIfNull(Training);
        ArgumentNullException.ThrowIfNull(Generation);
        Training.Validate();
        Training.Split.Validate(config.Tokens);
        Training.Order.Validate(config.GridSize);
        Generation.Validate(config.GridSize, NoiseSchedule.Default.Timesteps);
    }

    /// <summary>The network for a number of classes.</summary>
    internal CausalFusionConfig ConfigFor(int classes) => new()
    {
        ImageSize = ImageSize,
        Channels = Channels,
        PatchSize = PatchSize,
        Width = Width,
        Layers = Layers,
        Heads = Heads,
        Classes = classes,
        ClassTokens = ClassTokens,
        ClassTokenRepeats = ClassTokenRepeats,
        Target = Target,
        TimestepConditioning = TimestepConditioning,
        QkNorm = QkNorm,
        LearnedPositions = LearnedPositions,
    };

    /// <summary>These options as they are now: later changes do not reach who holds the copy.</summary>
    internal CausalFusionTrainerOptions Copy() => (CausalFusionTrainerOptions)MemberwiseClone();
}
