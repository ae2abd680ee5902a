using CausalFusion.Models;
using CausalFusion.Training;

namespace CausalFusion.ML.Trainers;

/// <summary>The columns, the network and the training of <c>ImageGeneration.Trainers.DiffusionTransformer</c>.</summary>
/// <remarks>
/// A DiT sees all tokens at once: of <see cref="TrainingOptions"/> it does not read the AR split, the order, the sharing of timesteps and the AR loss weights, and there are no
/// noised copies; <see cref="Generation.GenerationOptions"/> that ask for AR steps or an order are refused. The published recipe is a learning rate of 1e-4 without warm-up, a
/// batch of 256, β₂ 0.999 and no clipping of the gradient, on the latents of Stable Diffusion's autoencoder.
/// </remarks>
public sealed class DiffusionTransformerTrainerOptions : ImageGenerationTrainerOptions
{
    /// <summary>
    /// Whether the network learns, beside the noise, the variance of the sampler's steps (<see cref="Diffusion.LearnedVariance"/>), as published. Default true.
    /// </summary>
    public bool LearnedVariance { get; set; } = true;

    /// <summary>
    /// How many of the first channels guidance covers when the trained transformer draws, at least 1; the others are then the conditional prediction. Null (the default) is 3, as
    /// published; a network of fewer channels is guided in all.
    /// </summary>
    public int? GuidedChannels { get; set; }

    internal override NetworkTraining NetworkFor(int size, int channels, int classes) => new DiffusionTransformerTraining(
        new DitConfig
        {
            ImageSize = size,
            Channels = channels,
            PatchSize = PatchSize,
            Width = Width,
            Layers = Layers,
            Heads = Heads,
            Classes = classes,
            LearnedVariance = LearnedVariance,
        },
        GuidedChannels);
}
