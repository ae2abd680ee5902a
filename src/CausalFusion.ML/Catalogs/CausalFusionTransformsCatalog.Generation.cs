using CausalFusion.ML;
using CausalFusion.ML.Generation;
using CausalFusion.ML.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <content>The overloads of <c>GenerateImages</c>.</content>
public static partial class CausalFusionTransformsCatalog
{
    /// <summary>
    /// Generates an image for each label with a network that is trained already, sampling as a generator in the model does, else with the defaults.
    /// </summary>
    /// <remarks>
    /// An image depends on its label, its seed and the options, neither on the other rows nor on their order. Seeds and guidance scales may come from
    /// columns too: see the options.
    /// <list type="table">
    /// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>No</description></item>
    /// <item><term>Input column data type</term><description>Text, key or whole numbers, which mean classes by the rule of
    /// <see cref="CausalFusion.Conditions.ClassNames"/>; of a network that reads text, text: prompts</description></item>
    /// <item><term>Output column data type</term><description><see cref="Data.MLImage"/>; by the options a vector of <see cref="float"/>, the pixels,
    /// or of <see cref="byte"/>, a PNG file</description></item>
    /// <item><term>Is normalization required?</term><description>No</description></item>
    /// <item><term>Is caching required?</term><description>No</description></item>
    /// <item><term>Required NuGet in addition to Microsoft.ML</term><description>CausalFusion.ML</description></item>
    /// <item><term>Exportable to ONNX</term><description>No</description></item>
    /// </list>
    /// </remarks>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put images into.</param>
    /// <param name="inputColumnName">The column of labels; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="model">
    /// A transformer that a CausalFusion trainer or transform made, or a chain with one; the network is shared. Of a chain with several the last
    /// generator counts.
    /// </param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">There is no network in <paramref name="model"/>.</exception>
    public static NetworkEstimator<ImageGenerationTransformer> GenerateImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var generator = ModelSource.FindLast<ImageGenerationTransformer>(model);
        return Generator(
            catalog, outputColumnName, inputColumnName, ModelSource.Of(generator ?? model, null, ModelUse.Generating), null, generator?.Settings);
    }

    /// <summary>Generates an image for each label with a network that is trained already, CausalFusion's or a DiT.</summary>
    /// <inheritdoc cref="GenerateImages(TransformsCatalog, string, string, ITransformer)" path="/remarks"/>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put images into.</param>
    /// <param name="inputColumnName">The column of labels; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="model">
    /// A transformer that a CausalFusion trainer or transform made, or a chain with one; the network is shared. Of a chain with several the last
    /// generator counts.
    /// </param>
    /// <param name="options">How to generate.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">There is no network in <paramref name="model"/>, or an option does not fit it.</exception>
    public static NetworkEstimator<ImageGenerationTransformer> GenerateImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ITransformer model, ImageGenerationOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        var generator = ModelSource.FindLast<ImageGenerationTransformer>(model);
        var source = ModelSource.Of(generator ?? model, options, ModelUse.Generating);
        return Generator(catalog, outputColumnName, inputColumnName, source, options, generator?.Settings);
    }

    /// <summary>
    /// Generates an image for each label with a network in a file, CausalFusion's or a DiT, with the default options; the file says which.
    /// </summary>
    /// <inheritdoc cref="GenerateImages(TransformsCatalog, string, string, ITransformer)" path="/remarks"/>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put images into.</param>
    /// <param name="inputColumnName">The column of labels; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="modelFile">
    /// A model file: such as <see cref="ModelTransformer.SaveModelFile"/> writes, a zip of <c>mlContext.Model.Save</c>, whose network alone is taken
    /// (of several the one of the step behind <c>#</c>), or a checkpoint of the published code. Fit reads its weights.
    /// </param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">The network needs an autoencoder, which the options name.</exception>
    /// <exception cref="InvalidDataException">The file is not a model file, is damaged, or is of a newer version.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static NetworkEstimator<ImageGenerationTransformer> GenerateImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string modelFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFile);
        return Generator(catalog, outputColumnName, inputColumnName, ModelSource.Of(modelFile, null, ModelUse.Generating), null, inherited: null);
    }

    /// <summary>Generates an image for each label with a network in a file, CausalFusion's or a DiT; the file says which.</summary>
    /// <inheritdoc cref="GenerateImages(TransformsCatalog, string, string, ITransformer)" path="/remarks"/>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put images into.</param>
    /// <param name="inputColumnName">The column of labels; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="modelFile">
    /// A model file: such as <see cref="ModelTransformer.SaveModelFile"/> writes, a zip of <c>mlContext.Model.Save</c>, whose network alone is taken
    /// (of several the one of the step behind <c>#</c>), or a checkpoint of the published code. Fit reads its weights.
    /// </param>
    /// <param name="options">How to generate.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">An option does not fit the network.</exception>
    /// <exception cref="InvalidDataException">The file is not a model file, is damaged, or is of a newer version.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static NetworkEstimator<ImageGenerationTransformer> GenerateImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string modelFile, ImageGenerationOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFile);
        ArgumentNullException.ThrowIfNull(options);
        var source = ModelSource.Of(modelFile, options, ModelUse.Generating);
        return Generator(catalog, outputColumnName, inputColumnName, source, options, inherited: null);
    }

    private static NetworkEstimator<ImageGenerationTransformer> Generator(
        TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        ModelSource source,
        ImageGenerationOptions? options,
        GeneratorSettings? inherited)
    {
        IHostEnvironment env = EnvironmentOf(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        string label = string.IsNullOrEmpty(inputColumnName) ? outputColumnName : inputColumnName;
        GeneratorSettings settings = inherited is null
            ? new() { OutputColumn = outputColumnName, LabelColumn = label, ClassNames = source.ClassNames }
            : inherited with { OutputColumn = outputColumnName, LabelColumn = label };
        GeneratorSettings asked = options is null ? settings : GenerationSettings.With(settings, options);
        CancellationToken stop = options?.CancellationToken ?? default;
        return new(env, nameof(GenerateImages), source, asked, share => new ImageGenerationTransformer(env, share, asked, cancellationToken: stop));
    }
}
