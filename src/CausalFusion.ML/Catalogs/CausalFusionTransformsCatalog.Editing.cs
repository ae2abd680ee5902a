using System.Runtime.CompilerServices;
using CausalFusion.ML;
using CausalFusion.ML.Editing;
using CausalFusion.ML.Generation;
using CausalFusion.ML.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <content>The overloads of <c>EditImages</c>.</content>
public static partial class CausalFusionTransformsCatalog
{
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
}
