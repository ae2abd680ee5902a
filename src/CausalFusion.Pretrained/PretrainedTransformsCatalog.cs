using CausalFusion;
using CausalFusion.ML;

namespace Microsoft.ML;

/// <summary>Transforms of pretrained networks, with the options that suit each.</summary>
public static class PretrainedTransformsCatalog
{
    /// <summary>Generates an image for each class or prompt with a pretrained network, with the options of its card.</summary>
    /// <remarks>Other options, seeds or guidance by row: <c>GenerateImages(outputColumnName, inputColumnName, network.Path, options)</c>.</remarks>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put images into.</param>
    /// <param name="inputColumnName">The column of classes or prompts; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="network">The network.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="FileNotFoundException">The network's file is not where the package puts it.</exception>
    /// <exception cref="InvalidDataException">The network's file is not the package's.</exception>
    public static NetworkEstimator<ImageGenerationTransformer> GenerateImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, PretrainedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return catalog.GenerateImages(
            outputColumnName, inputColumnName, network.Path, new ImageGenerationOptions { Generation = network.Generation });
    }
}
