using CausalFusion.ML;
using CausalFusion.ML.Captioning;
using CausalFusion.ML.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <content>The overloads of <c>CaptionImages</c>.</content>
public static partial class CausalFusionTransformsCatalog
{
    /// <summary>
    /// Says what images show with a network that is trained already on images and texts, writing as a captioner in the model does, else with the
    /// defaults.
    /// </summary>
    /// <remarks>
    /// A caption depends on its image, its beginning, its seed and the options, neither on the other rows nor on their order. Scores, beginnings and
    /// seeds have columns of their own: see the options.
    /// <list type="table">
    /// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>No</description></item>
    /// <item><term>Input column data type</term><description><see cref="Data.MLImage"/>, or a vector of <see cref="byte"/>, <see cref="float"/> or
    /// <see cref="double"/>, its pixels; of the network's size unless the options say how to bring them to it</description></item>
    /// <item><term>Output column data type</term><description>Text; by the options another column of <see cref="float"/>, the
    /// scores</description></item>
    /// <item><term>Is normalization required?</term><description>No</description></item>
    /// <item><term>Is caching required?</term><description>No</description></item>
    /// <item><term>Required NuGet in addition to Microsoft.ML</term><description>CausalFusion.ML</description></item>
    /// <item><term>Exportable to ONNX</term><description>No</description></item>
    /// </list>
    /// </remarks>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put captions into.</param>
    /// <param name="inputColumnName">The column of images; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="model">
    /// A transformer that a CausalFusion trainer or transform made, or a chain with one; the network is shared. Of a chain with several the last
    /// captioner counts.
    /// </param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">There is no network in <paramref name="model"/>, or one that takes classes.</exception>
    public static NetworkEstimator<ImageCaptioningTransformer> CaptionImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var captioner = ModelSource.FindLast<ImageCaptioningTransformer>(model);
        var options = new ImageCaptioningOptions { Captioning = captioner?.Captioning ?? new() };
        return Captioner(catalog, outputColumnName, inputColumnName, ModelSource.Of(captioner ?? model, null, ModelUse.Captioning), options);
    }

    /// <summary>Says what images show with a network that is trained already on images and texts.</summary>
    /// <inheritdoc cref="CaptionImages(TransformsCatalog, string, string, ITransformer)" path="/remarks"/>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put captions into.</param>
    /// <param name="inputColumnName">The column of images; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="model">
    /// A transformer that a CausalFusion trainer or transform made, or a chain with one; the network is shared. Of a chain with several the last
    /// captioner counts.
    /// </param>
    /// <param name="options">How to write captions, and further columns.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">
    /// There is no network in <paramref name="model"/>, or one that takes classes, or an option does not fit it.
    /// </exception>
    public static NetworkEstimator<ImageCaptioningTransformer> CaptionImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ITransformer model, ImageCaptioningOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        var captioner = ModelSource.FindLast<ImageCaptioningTransformer>(model);
        return Captioner(catalog, outputColumnName, inputColumnName, ModelSource.Of(captioner ?? model, options, ModelUse.Captioning), options);
    }

    /// <summary>Says what images show with a network in a file and the default options.</summary>
    /// <inheritdoc cref="CaptionImages(TransformsCatalog, string, string, ITransformer)" path="/remarks"/>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put captions into.</param>
    /// <param name="inputColumnName">The column of images; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="modelFile">
    /// A model file: such as <see cref="ModelTransformer.SaveModelFile"/> writes, a zip of <c>mlContext.Model.Save</c>, whose network alone is taken
    /// (of several the one of the step behind <c>#</c>), or a checkpoint of the published code. Fit reads its weights.
    /// </param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">The network needs an autoencoder, which the options name, or has no vocabulary.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not a model file, is damaged, or is of a newer version, or holds a network that takes classes.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static NetworkEstimator<ImageCaptioningTransformer> CaptionImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string modelFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFile);
        return Captioner(catalog, outputColumnName, inputColumnName, ModelSource.Of(modelFile, null, ModelUse.Captioning), new());
    }

    /// <summary>Says what images show with a network in a file.</summary>
    /// <inheritdoc cref="CaptionImages(TransformsCatalog, string, string, ITransformer)" path="/remarks"/>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put captions into.</param>
    /// <param name="inputColumnName">The column of images; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="modelFile">
    /// A model file: such as <see cref="ModelTransformer.SaveModelFile"/> writes, a zip of <c>mlContext.Model.Save</c>, whose network alone is taken
    /// (of several the one of the step behind <c>#</c>), or a checkpoint of the published code. Fit reads its weights.
    /// </param>
    /// <param name="options">How to write captions, and further columns.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">An option does not fit the network, or the network has no vocabulary.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not a model file, is damaged, or is of a newer version, or holds a network that takes classes.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static NetworkEstimator<ImageCaptioningTransformer> CaptionImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string modelFile, ImageCaptioningOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFile);
        ArgumentNullException.ThrowIfNull(options);
        return Captioner(catalog, outputColumnName, inputColumnName, ModelSource.Of(modelFile, options, ModelUse.Captioning), options);
    }

    private static NetworkEstimator<ImageCaptioningTransformer> Captioner(
        TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ModelSource source, ImageCaptioningOptions options)
    {
        IHostEnvironment env = EnvironmentOf(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        var settings = new CaptionerSettings
        {
            OutputColumn = outputColumnName,
            ImageColumn = string.IsNullOrEmpty(inputColumnName) ? outputColumnName : inputColumnName,
            ScoreColumn = options.ScoreColumnName,
            BeginningColumn = options.BeginningColumnName,
            SeedColumn = options.SeedColumnName,
            Seed = options.Seed,
            Captioning = options.Captioning,
            Sizing = options.Sizing,
            InputFormat = options.InputFormat,
        };
        CancellationToken stop = options.CancellationToken;
        return new(
            env, nameof(CaptionImages), source, settings, share => new ImageCaptioningTransformer(env, share, settings, cancellationToken: stop));
    }
}
