using CausalFusion.Diffusion;
using CausalFusion.Families.Dit;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Training;

namespace CausalFusion.ML;

/// <summary>The columns, the network and the training of <c>ImageGeneration.Trainers.Dit</c>.</summary>
/// <remarks>
/// A DiT sees all tokens at once: of <see cref="TrainingOptions"/> the AR split, the order, the sharing of timesteps, the noised copies and the AR
/// loss weights must be the defaults, and <see cref="GenerationOptions"/> that ask for AR steps or an order are refused. The published recipe is a
/// learning rate of 1e-4 without warm-up, a batch of 256, β₂ 0.999 and no clipping of the gradient, on the latents of Stable Diffusion's autoencoder.
/// </remarks>
public sealed class DitTrainerOptions : ImageGenerationTrainerOptions
{
    /// <summary>
    /// Whether the network learns, beside the noise, the variance of the sampler's steps (<see cref="Diffusion.LearnedVariance"/>), as published.
    /// It must be false with another <see cref="Target"/> than the noise. Default true.
    /// </summary>
    public bool LearnedVariance { get; set; } = true;

    /// <summary>
    /// What the network predicts, beside which no variance is learned unless it is the noise. What its error is measured in is
    /// <see cref="TrainingOptions.LossTarget"/>, which must be null with a learned variance. Default the noise, as published.
    /// </summary>
    public PredictionTarget Target { get; set; } = PredictionTarget.Noise;

    internal override DitConfig ConfigFor(ImageShape shape, int classes) => new()
    {
        ImageSize = shape.Height,
        ImageWidth = WidthOf(shape),
        Channels = shape.Channels,
        PatchSize = PatchSize,
        Width = Width,
        Layers = Layers,
        Heads = Heads,
        Classes = classes,
        LearnedVariance = LearnedVariance,
        Target = Target,
    };
}
