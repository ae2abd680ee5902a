using System.Runtime.CompilerServices;
using CausalFusion.ML;
using CausalFusion.ML.Captioning;
using CausalFusion.ML.Editing;
using CausalFusion.ML.Featurization;
using CausalFusion.ML.Generation;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// CausalFusion's transforms: <c>mlContext.Transforms.GenerateImages</c>, <c>EditImages</c>, <c>CaptionImages</c> and <c>FeaturizeImages</c>.
/// </summary>
public static class CausalFusionTransformsCatalog
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
    /// <see cref="CausalFusion.Conditions.ClassNames"/></description></item>
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

    /// <summary>
    /// Generates parts of images anew, zero-shot, with a network that is trained already, sampling as a generator in the model does: in-painting,
    /// out-painting, completion.
    /// </summary>
    /// <remarks>
    /// What is kept, a network of pixels keeps exactly; one of latents keeps it as far as its autoencoder does. Masks, classes, seeds and guidance
    /// scales may come from columns too: see the options.
    /// <list type="table">
    /// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>No</description></item>
    /// <item><term>Input column data type</term><description><see cref="Data.MLImage"/>, or a vector of <see cref="byte"/>, <see cref="float"/> or
    /// <see cref="double"/>, its pixels; of the network's size unless the options say how to bring them to it</description></item>
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
    /// <param name="inputColumnName">The column of images; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="model">
    /// A transformer that a CausalFusion trainer or transform made, or a chain with one; the network is shared. Of a chain with several the last
    /// generator counts.
    /// </param>
    /// <param name="mask">Which tokens to generate anew (<see cref="ImageEditingOptions.Mask"/>). Default center.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">
    /// There is no network in <paramref name="model"/>, or one that keeps no part of an image, as a DiT, or the mask does not fit it.
    /// </exception>
    public static NetworkEstimator<ImageEditingTransformer> EditImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ITransformer model, string mask = "center")
    {
        ArgumentNullException.ThrowIfNull(model);
        var generator = ModelSource.FindLast<ImageGenerationTransformer>(model);
        var options = new ImageEditingOptions { Mask = mask, Generation = generator?.Generation ?? new() };
        return Editor(catalog, outputColumnName, inputColumnName, ModelSource.Of(generator ?? model, null, ModelUse.Editing), options);
    }

    /// <summary>
    /// Generates parts of images anew, zero-shot, with a network that is trained already: in-painting, out-painting, completion, editing by class.
    /// </summary>
    /// <inheritdoc cref="EditImages(TransformsCatalog, string, string, ITransformer, string)" path="/remarks"/>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put images into.</param>
    /// <param name="inputColumnName">The column of images; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="model">
    /// A transformer that a CausalFusion trainer or transform made, or a chain with one; the network is shared. Of a chain with several the last
    /// generator counts.
    /// </param>
    /// <param name="options">What to generate anew, and how.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">
    /// There is no network in <paramref name="model"/>, or one that keeps no part of an image, as a DiT, or an option does not fit it.
    /// </exception>
    [OverloadResolutionPriority(1)] // also where the options are written as new()
    public static NetworkEstimator<ImageEditingTransformer> EditImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ITransformer model, ImageEditingOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        var generator = ModelSource.FindLast<ImageGenerationTransformer>(model);
        return Editor(catalog, outputColumnName, inputColumnName, ModelSource.Of(generator ?? model, options, ModelUse.Editing), options);
    }

    /// <summary>Generates parts of images anew, zero-shot, with a network in a file and the default options.</summary>
    /// <inheritdoc cref="EditImages(TransformsCatalog, string, string, ITransformer, string)" path="/remarks"/>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put images into.</param>
    /// <param name="inputColumnName">The column of images; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="modelFile">
    /// A model file: such as <see cref="ModelTransformer.SaveModelFile"/> writes, a zip of <c>mlContext.Model.Save</c>, whose network alone is taken
    /// (of several the one of the step behind <c>#</c>), or a checkpoint of the published code. Fit reads its weights.
    /// </param>
    /// <param name="mask">Which tokens to generate anew (<see cref="ImageEditingOptions.Mask"/>). Default center.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">
    /// The mask does not fit the network, or the network needs an autoencoder, which the options name.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// The file is not a model file, is damaged, or is of a newer version, or holds a network that keeps no part of an image, as a DiT.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static NetworkEstimator<ImageEditingTransformer> EditImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string modelFile, string mask = "center")
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFile);
        return Editor(
            catalog, outputColumnName, inputColumnName, ModelSource.Of(modelFile, null, ModelUse.Editing), new ImageEditingOptions { Mask = mask });
    }

    /// <summary>Generates parts of images anew, zero-shot, with a network in a file.</summary>
    /// <inheritdoc cref="EditImages(TransformsCatalog, string, string, ITransformer, string)" path="/remarks"/>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put images into.</param>
    /// <param name="inputColumnName">The column of images; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="modelFile">
    /// A model file: such as <see cref="ModelTransformer.SaveModelFile"/> writes, a zip of <c>mlContext.Model.Save</c>, whose network alone is taken
    /// (of several the one of the step behind <c>#</c>), or a checkpoint of the published code. Fit reads its weights.
    /// </param>
    /// <param name="options">What to generate anew, and how.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">An option does not fit the network.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not a model file, is damaged, or is of a newer version, or holds a network that keeps no part of an image, as a DiT.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    [OverloadResolutionPriority(1)] // also where the options are written as new()
    public static NetworkEstimator<ImageEditingTransformer> EditImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string modelFile, ImageEditingOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFile);
        ArgumentNullException.ThrowIfNull(options);
        return Editor(catalog, outputColumnName, inputColumnName, ModelSource.Of(modelFile, options, ModelUse.Editing), options);
    }

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

    /// <summary>Turns images into vectors of features, for any ML.NET trainer, with a network that is trained already.</summary>
    /// <remarks>
    /// The network is one that gives features of clean images, of the family CausalFusion; a DiT has none. Every pass over the features runs the
    /// network again: before a trainer that iterates, append a cache checkpoint.
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

    private static NetworkEstimator<ImageEditingTransformer> Editor(
        TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ModelSource source, ImageEditingOptions options)
    {
        IHostEnvironment env = EnvironmentOf(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(options.Mask, nameof(options));
        EditorSettings settings = GenerationSettings.With(
            new EditorSettings
            {
                OutputColumn = outputColumnName,
                ImageColumn = string.IsNullOrEmpty(inputColumnName) ? outputColumnName : inputColumnName,
                Mask = options.Mask,
                MaskColumn = options.MaskColumnName,
                LabelColumn = options.LabelColumnName,
                Class = options.Class,
                PromptColumn = options.PromptColumnName,
                Prompt = options.Prompt,
                Sizing = options.Sizing,
                InputFormat = options.InputFormat,
                ClassNames = source.ClassNames,
            },
            options);
        CancellationToken stop = options.CancellationToken;
        return new(env, nameof(EditImages), source, settings, share => new ImageEditingTransformer(env, share, settings, stop));
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

    private static IHostEnvironment EnvironmentOf(TransformsCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        IHostEnvironment env = MLNetInternals.EnvironmentOf(catalog);
        MLContextExtensions.RegisterComponents(env);
        return env;
    }
}
