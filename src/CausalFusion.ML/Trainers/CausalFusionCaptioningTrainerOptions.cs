using CausalFusion.Families.CausalFusion;
using CausalFusion.Images;
using CausalFusion.Models;

namespace CausalFusion.ML;

/// <summary>The columns, the network and the training of <c>ImageCaptioning.Trainers.CausalFusion</c>.</summary>
public sealed class CausalFusionCaptioningTrainerOptions : ImageCaptioningTrainerOptions
{
    /// <summary>How the network is told the timestep: added to the noised tokens (the default), or as a token of its own.</summary>
    public TimestepConditioning TimestepConditioning { get; set; } = TimestepConditioning.Added;

    internal override CausalFusionConfig ConfigFor(ImageShape shape, TextShape text) => new()
    {
        ImageSize = shape.Height,
        ImageWidth = WidthOf(shape),
        Channels = shape.Channels,
        PatchSize = PatchSize,
        Width = Width,
        Layers = Layers,
        Heads = Heads,
        Classes = 0,
        Text = text,
        Target = TargetOr(Target),
        TimestepConditioning = TimestepConditioning,
        QkNorm = QkNorm,
        LearnedPositions = LearnedPositions,
    };
}
