using CausalFusion.Autoencoders;
using CausalFusion.Generation;
using CausalFusion.Models;

namespace CausalFusion.AI;

/// <summary>What a <see cref="CausalFusionImageGenerator"/> needs to know beyond its network.</summary>
public sealed class CausalFusionImageGeneratorOptions
{
    /// <summary>
    /// The classes' names, as many as the network has classes. Null (the default): the network's own (<see cref="ModelInfo.ClassNames"/>), as
    /// its file has them. A prompt is a name or a class's number; where there are no names, a number. For networks that take classes.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; set; }

    /// <summary>How images are sampled. Default <see cref="GenerationOptions"/>' own.</summary>
    public GenerationOptions Generation { get; set; } = new();

    /// <summary>Decodes what a network of latents generates. Null (the default) for a network of pixels. The generator does not dispose it.</summary>
    public IImageAutoencoder? Autoencoder { get; set; }

    /// <summary>What the generator tells about itself as its model. Default "causalfusion".</summary>
    public string ModelId { get; set; } = "causalfusion";

    /// <summary>The most images of one request, at least 1. Default 64.</summary>
    public int MaximumCount { get; set; } = 64;
}
