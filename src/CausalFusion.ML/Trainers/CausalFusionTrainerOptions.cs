using CausalFusion.Diffusion;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Images;
using CausalFusion.Training;

namespace CausalFusion.ML;

/// <summary>The columns, the network and the training of <c>ImageGeneration.Trainers.CausalFusion</c>.</summary>
public sealed class CausalFusionTrainerOptions : ImageGenerationTrainerOptions
{
    /// <summary>Number of tokens that a class is embedded as, at least 1. Default 4.</summary>
    public int ClassTokens { get; set; } = 4;

    /// <summary>
    /// How many times a class's tokens are repeated in the sequence, at least 1: more computation for the class, no more parameters. Default 1.
    /// </summary>
    public int ClassTokenRepeats { get; set; } = 1;

    /// <summary>
    /// What the network predicts: the noise, the clean values or the velocity. Null (the default): the clean values of pixels, which a small network
    /// learns in far fewer steps, and the noise of latents, as the published networks do. What its error is measured in is
    /// <see cref="TrainingOptions.LossTarget"/> of <see cref="ImageTrainerOptions.Training"/>, this one unless that says another.
    /// </summary>
    public PredictionTarget? Target { get; set; }

    /// <summary>How the network is told the timestep: added to the noised tokens (the default), or as a token of its own.</summary>
    public TimestepConditioning TimestepConditioning { get; set; } = TimestepConditioning.Added;

    /// <summary>Whether a LayerNorm stands on each attention head's queries and keys. Default true.</summary>
    public bool QkNorm { get; set; } = true;

    /// <summary>Whether the tokens' positions are learned; otherwise they stay the two-dimensional sine-cosine table. Default false.</summary>
    public bool LearnedPositions { get; set; }

    internal override CausalFusionConfig ConfigFor(ImageShape shape, int classes) => new()
    {
        ImageSize = shape.Height,
        ImageWidth = WidthOf(shape),
        Channels = shape.Channels,
        PatchSize = PatchSize,
        Width = Width,
        Layers = Layers,
        Heads = Heads,
        Classes = classes,
        ClassTokens = ClassTokens,
        ClassTokenRepeats = ClassTokenRepeats,
        Target = TargetOr(Target),
        TimestepConditioning = TimestepConditioning,
        QkNorm = QkNorm,
        LearnedPositions = LearnedPositions,
    };
}
