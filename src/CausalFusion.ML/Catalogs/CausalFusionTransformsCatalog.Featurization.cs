using System.Runtime.CompilerServices;
using CausalFusion.ML;
using CausalFusion.ML.Featurization;
using CausalFusion.ML.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <content>The overloads of <c>FeaturizeImages</c>.</content>
public static partial class CausalFusionTransformsCatalog
{
    /// <summary>Turns images into vectors of features, for any ML.NET trainer, with a network that is trained already.</summary>
    /// <remarks>
    /// The network is one that gives features of clean images, of the families CausalFusion and Transfusion; a DiT has none. Every pass over the
    /// features runs the network again: before a trainer that iterates, append a cache checkpoint.
    /// <list type="table">
    /// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>No</description></item>
    /// <item><term>Input column data type</term><description><see cref="Data.MLImage"/>, or a vector of <see cref="byte"/>, <see cref="float"/> or
    /// <see cref="double"/>, its pixels; of the network's size unless the options say how to bring them to it</description></item>
    /// <item><term>Output column data type</term><description>A vector of <see cref="float"/>, as long as the network is wide</description></item>
    /// <item><term>Is normalization required?</term><description>No</description></item>
    /// <item><term>Is caching required?</term><description>No, but see above</description></item>
    /// <item><term>Required NuGet in addition to Microsoft.ML</term><description>CausalFusion.ML</description></item>
    /// <item><term>Exportable to ONNX</term><description>No</description></item>
    /// </list>
    /// </remarks>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put features into.</param>
    /// <param name="inputColumnName">The column of images; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="model">A transformer that a CausalFusion trainer or transform made, or a chain with one; the network is shared.</param>
    /// <param name="layer">
    /// How many blocks of the network to run (<see cref="ImageFeaturizationOptions.Layer"/>). Default three quarters of them.
    /// </param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">
    /// There is no network in <paramref name="model"/>, or one that gives no features, as a DiT, or it has no such layer.
    /// </exception>
    public static NetworkEstimator<ImageFeaturizationTransformer> FeaturizeImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ITransformer model, int? layer = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var options = new ImageFeaturizationOptions { Layer = layer };
        return Featurizer(catalog, outputColumnName, inputColumnName, ModelSource.Of(model, null, ModelUse.Featurizing), options);
    }

    /// <summary>Turns images into vectors of features, for any ML.NET trainer, with a network that is trained already.</summary>
    /// <inheritdoc cref="FeaturizeImages(TransformsCatalog, string, string, ITransformer, int?)" path="/remarks"/>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put features into.</param>
    /// <param name="inputColumnName">The column of images; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="model">A transformer that a CausalFusion trainer or transform made, or a chain with one; the network is shared.</param>
    /// <param name="options">The layer, the batch, and how to read images.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">
    /// There is no network in <paramref name="model"/>, or one that gives no features, as a DiT, or an option does not fit it.
    /// </exception>
    [OverloadResolutionPriority(1)] // also where the options are written as new()
    public static NetworkEstimator<ImageFeaturizationTransformer> FeaturizeImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ITransformer model, ImageFeaturizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        return Featurizer(catalog, outputColumnName, inputColumnName, ModelSource.Of(model, options, ModelUse.Featurizing), options);
    }

    /// <summary>Turns images into vectors of features, for any ML.NET trainer, with a network in a file.</summary>
    /// <inheritdoc cref="FeaturizeImages(TransformsCatalog, string, string, ITransformer, int?)" path="/remarks"/>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put features into.</param>
    /// <param name="inputColumnName">The column of images; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="modelFile">
    /// A model file: such as <see cref="ModelTransformer.SaveModelFile"/> writes, a zip of <c>mlContext.Model.Save</c>, whose network alone is taken
    /// (of several the one of the step behind <c>#</c>), or a checkpoint of the published code. Fit reads its weights.
    /// </param>
    /// <param name="layer">
    /// How many blocks of the network to run (<see cref="ImageFeaturizationOptions.Layer"/>). Default three quarters of them.
    /// </param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">The network has no such layer, or needs an autoencoder, which the options name.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not a model file, is damaged, or is of a newer version, or holds a network that gives no features, as a DiT.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static NetworkEstimator<ImageFeaturizationTransformer> FeaturizeImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string modelFile, int? layer = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFile);
        var options = new ImageFeaturizationOptions { Layer = layer };
        return Featurizer(catalog, outputColumnName, inputColumnName, ModelSource.Of(modelFile, null, ModelUse.Featurizing), options);
    }

    /// <summary>Turns images into vectors of features, for any ML.NET trainer, with a network in a file.</summary>
    /// <inheritdoc cref="FeaturizeImages(TransformsCatalog, string, string, ITransformer, int?)" path="/remarks"/>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put features into.</param>
    /// <param name="inputColumnName">The column of images; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="modelFile">
    /// A model file: such as <see cref="ModelTransformer.SaveModelFile"/> writes, a zip of <c>mlContext.Model.Save</c>, whose network alone is taken
    /// (of several the one of the step behind <c>#</c>), or a checkpoint of the published code. Fit reads its weights.
    /// </param>
    /// <param name="options">The layer, the batch, and how to read images.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">An option does not fit the network.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not a model file, is damaged, or is of a newer version, or holds a network that gives no features, as a DiT.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    [OverloadResolutionPriority(1)] // also where the options are written as new()
    public static NetworkEstimator<ImageFeaturizationTransformer> FeaturizeImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string modelFile, ImageFeaturizationOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFile);
        ArgumentNullException.ThrowIfNull(options);
        return Featurizer(catalog, outputColumnName, inputColumnName, ModelSource.Of(modelFile, options, ModelUse.Featurizing), options);
    }

    private static NetworkEstimator<ImageFeaturizationTransformer> Featurizer(
        TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ModelSource source, ImageFeaturizationOptions options)
    {
        IHostEnvironment env = EnvironmentOf(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        var settings = new FeaturizerSettings
        {
            OutputColumn = outputColumnName,
            ImageColumn = string.IsNullOrEmpty(inputColumnName) ? outputColumnName : inputColumnName,
            Layer = options.Layer ?? FeaturizerSettings.DefaultLayer(source.Config),
            BatchSize = options.BatchSize,
            Sizing = options.Sizing,
            InputFormat = options.InputFormat,
        };
        CancellationToken stop = options.CancellationToken;
        return new(env, nameof(FeaturizeImages), source, settings, share => new ImageFeaturizationTransformer(env, share, settings, stop));
    }
}
