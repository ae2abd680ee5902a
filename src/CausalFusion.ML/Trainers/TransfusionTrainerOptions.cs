using CausalFusion.Diffusion;
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
    /// <summary>
    /// What the network predicts, the noise or the clean values. Null (the default): the clean values of pixels, which a small network learns in far
    /// fewer steps, and the noise of latents, as the published networks do.
    /// </summary>
    public PredictionTarget? Target { get; set; }

    /// <summary>Whether a LayerNorm stands on each attention head's queries and keys. Default true.</summary>
    public bool QkNorm { get; set; } = true;

    /// <summary>Whether the image tokens' positions are learned; otherwise they stay the two-dimensional sine-cosine table. Default false.</summary>
    public bool LearnedPositions { get; set; }

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
        Target = Target ?? (AutoencoderFile is null ? PredictionTarget.Clean : PredictionTarget.Noise),
        QkNorm = QkNorm,
        LearnedPositions = LearnedPositions,
    };
}
