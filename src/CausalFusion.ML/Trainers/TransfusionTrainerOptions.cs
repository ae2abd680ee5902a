using CausalFusion.Families.Transfusion;
using CausalFusion.Images;
using CausalFusion.Models;

namespace CausalFusion.ML;

/// <summary>The columns, the network and the training of <c>ImageCaptioning.Trainers.Transfusion</c>.</summary>
/// <remarks>
/// A Transfusion network generates all tokens of an image at once: of the training's options the AR split, the order, the sharing of timesteps, the
/// noised copies and the AR loss weights must be the defaults.
/// </remarks>
public sealed class TransfusionTrainerOptions : ImageCaptioningTrainerOptions
{
    internal override TransfusionConfig ConfigFor(ImageShape shape, TextShape text) => new()
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
        QkNorm = QkNorm,
        LearnedPositions = LearnedPositions,
    };
}
