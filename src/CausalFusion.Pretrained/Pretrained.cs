using System.Diagnostics.CodeAnalysis;
using CausalFusion;
using CausalFusion.Diffusion;
using CausalFusion.Generation;

namespace Microsoft.ML;

/// <summary>The networks of this package. Each has a card, with its data, its training, its figures and what it can't do, beside its file.</summary>
public static class Pretrained
{
    /// <summary>Garments, gray, 28×28, by the ten classes of Fashion-MNIST.</summary>
    public static PretrainedNetwork FashionMnist { get; } = new(
        "fashion-mnist", "garments by class, 28×28, gray", "MIT", "10a76d981a8db808910d467f69bed1766d0573eb14c11b02dad591e5b1ff5d09",
        new GenerationOptions { Sampler = SamplerMethod.DpmSolver, DiffusionSteps = 25, GuidanceScale = 1.5 });

    /// <summary>Emoji by their names, 32×32, in colors; it also captions them.</summary>
    public static PretrainedNetwork Emoji { get; } = new(
        "emoji", "emoji by text, 32×32, with captions", "Apache-2.0", "1700971e8ff7e091441fcc1432f5a52ec840447a1a0e3c9299876802ecfb4782",
        new GenerationOptions { Sampler = SamplerMethod.DpmSolver, DiffusionSteps = 25, GuidanceScale = 2 });

    /// <summary>Colored shapes by text, 32×32, in colors; it also captions them. It knows nothing else.</summary>
    public static PretrainedNetwork Shapes { get; } = new(
        "shapes", "colored shapes by text, 32×32, with captions", "MIT", "4b0871c727ed535b939363995ba7f0cbb5eb98b6924e7131f5c764f44e31f56b",
        new GenerationOptions { Sampler = SamplerMethod.DpmSolver, ArSteps = 16, DiffusionSteps = 25, GuidanceScale = 1.5 });

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PretrainedNetwork> All { get; } = [FashionMnist, Emoji, Shapes];

    /// <summary>Finds a network by its name.</summary>
    /// <param name="name">The name, such as <c>shapes</c>; upper and lower case are the same.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those that there are.</exception>
    public static PretrainedNetwork Find(string name) => TryFind(name, out PretrainedNetwork? network)
        ? network
        : throw new ArgumentException(
            $"Expected the name of a pretrained network, {string.Join(", ", All.Select(known => $"'{known.Name}'"))}; found '{name}'.");

    /// <summary>Finds a network by its name.</summary>
    /// <param name="name">The name, such as <c>shapes</c>; upper and lower case are the same.</param>
    /// <param name="network">The network; null where there is none of that name.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryFind(string name, [NotNullWhen(true)] out PretrainedNetwork? network)
    {
        ArgumentNullException.ThrowIfNull(name);
        network = All.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
        return network is not null;
    }
}
