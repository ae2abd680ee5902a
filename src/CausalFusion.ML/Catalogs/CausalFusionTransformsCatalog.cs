using CausalFusion.ML;
using CausalFusion.ML.Editing;
using CausalFusion.ML.Featurization;
using CausalFusion.ML.Generation;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>CausalFusion's transforms.</summary>
public static class CausalFusionTransformsCatalog
{
    /// <summary>Generates an image for each label with a network that is trained already, CausalFusion's or a DiT.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put images into.</param>
    /// <param name="inputColumnName">The column of labels: a key with at most as many values as the network has classes, whole numbers from 0, or classes' names; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="model">
    /// A transformer that a CausalFusion trainer or transform made, or a chain with one; the network is shared. Of a chain with several the last generator counts.
    /// </param>
    /// <param name="options">How to generate; as <paramref name="model"/> does where null, else <see cref="ImageGenerationOptions"/>' defaults.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">There is no network in <paramref name="model"/>, or an option does not fit it.</exception>
    public static NetworkEstimator<ImageGenerationTransformer> GenerateImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ITransformer model, ImageGenerationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var generator = ModelSource.FindLast<ImageGenerationTransformer>(model);
        return GenerateImages(
            catalog, outputColumnName, inputColumnName, ModelSource.Of(generator ?? model, options, ModelUse.Generating), options, generator?.Settings);
    }

    /// <summary>Generates an image for each label with a network in a file, CausalFusion's or a DiT; the file says which.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put images into.</param>
    /// <param name="inputColumnName">The column of labels: a key with at most as many values as the network has classes, whole numbers from 0, or classes' names; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="modelFile">A model file: such as <see cref="ModelTransformer.SaveModelFile"/> writes, or a checkpoint of the published code. Fit reads its weights.</param>
    /// <param name="options">How to generate; <see cref="ImageGenerationOptions"/>' defaults where null.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">An option does not fit the network.</exception>
    /// <exception cref="InvalidDataException">The file is not a model file, is damaged, or is of a newer version.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static NetworkEstimator<ImageGenerationTransformer> GenerateImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string modelFile, ImageGenerationOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFile);
        return GenerateImages(catalog, outputColumnName, inputColumnName, ModelSource.Of(modelFile, options, ModelUse.Generating), options, inherited: null);
    }

    /// <summary>Generates parts of images anew, zero-shot, with a network that is trained already: in-painting, out-painting, completion, editing by class.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put images into.</param>
    /// <param name="inputColumnName">
    /// The column of images, or of vectors of their pixels, of the network's size unless the options say how to bring them to it; <paramref name="outputColumnName"/> if null.
    /// </param>
    /// <param name="model">
    /// A transformer that a CausalFusion trainer or transform made, or a chain with one; the network is shared. Of a chain with several the last generator counts.
    /// </param>
    /// <param name="options">
    /// What to generate anew, and how; where null, <see cref="ImageEditingOptions"/>' defaults, but sampling as <paramref name="model"/> does it where it is a generator.
    /// </param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">There is no network in <paramref name="model"/>, or a DiT, or an option does not fit it.</exception>
    public static NetworkEstimator<ImageEditingTransformer> EditImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ITransformer model, ImageEditingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var generator = ModelSource.FindLast<ImageGenerationTransformer>(model);
        return EditImages(
            catalog, outputColumnName, inputColumnName, ModelSource.Of(generator ?? model, options, ModelUse.Editing), options ?? Like(generator));
    }

    /// <summary>Generates parts of images anew, zero-shot, with a network in a file.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put images into.</param>
    /// <param name="inputColumnName">
    /// The column of images, or of vectors of their pixels, of the network's size unless the options say how to bring them to it; <paramref name="outputColumnName"/> if null.
    /// </param>
    /// <param name="modelFile">A model file: such as <see cref="ModelTransformer.SaveModelFile"/> writes, or a checkpoint of the published code. Fit reads its weights.</param>
    /// <param name="options">What to generate anew, and how; <see cref="ImageEditingOptions"/>' defaults where null.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">An option does not fit the network.</exception>
    /// <exception cref="InvalidDataException">The file is not a model file, is damaged, is of a newer version, or holds a DiT.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static NetworkEstimator<ImageEditingTransformer> EditImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string modelFile, ImageEditingOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFile);
        return EditImages(catalog, outputColumnName, inputColumnName, ModelSource.Of(modelFile, options, ModelUse.Editing), options ?? new());
    }

    /// <summary>Turns images into vectors of features, as long as the network is wide, for any ML.NET trainer.</summary>
    /// <remarks>Every pass over the features runs the network again: before a trainer that iterates, append a cache checkpoint.</remarks>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put features into.</param>
    /// <param name="inputColumnName">The column of images, or of vectors of their pixels, of the network's size unless the options say how to bring them to it; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="model">A transformer that a CausalFusion trainer or transform made, or a chain with one; the network is shared.</param>
    /// <param name="options">The layer and the batch; the defaults where null.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">There is no network in <paramref name="model"/>, or a DiT, or an option does not fit it.</exception>
    public static NetworkEstimator<ImageFeaturizationTransformer> FeaturizeImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ITransformer model, ImageFeaturizationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return FeaturizeImages(catalog, outputColumnName, inputColumnName, ModelSource.Of(model, options, ModelUse.Featurizing), options ?? new());
    }

    /// <summary>Turns images into vectors of features with a network in a file, CausalFusion's or a DiT; the file says which.</summary>
    /// <remarks>Every pass over the features runs the network again: before a trainer that iterates, append a cache checkpoint.</remarks>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to put features into.</param>
    /// <param name="inputColumnName">The column of images, or of vectors of their pixels, of the network's size unless the options say how to bring them to it; <paramref name="outputColumnName"/> if null.</param>
    /// <param name="modelFile">A model file: such as <see cref="ModelTransformer.SaveModelFile"/> writes, or a checkpoint of the published code. Fit reads its weights.</param>
    /// <param name="options">The layer and the batch; the defaults where null.</param>
    /// <returns>An estimator that has nothing to learn.</returns>
    /// <exception cref="ArgumentException">An option does not fit the network.</exception>
    /// <exception cref="InvalidDataException">The file is not a model file, is damaged, or is of a newer version.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static NetworkEstimator<ImageFeaturizationTransformer> FeaturizeImages(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string modelFile, ImageFeaturizationOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFile);
        return FeaturizeImages(catalog, outputColumnName, inputColumnName, ModelSource.Of(modelFile, options, ModelUse.Featurizing), options ?? new());
    }

    private static NetworkEstimator<ImageGenerationTransformer> GenerateImages(
        TransformsCatalog catalog, string outputColumnName, string? inputColumnName, ModelSource source, ImageGenerationOptions? options, GeneratorSettings? inherited)
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

    private static NetworkEstimator<ImageEditingTransformer> EditImages(
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
                Sizing = options.Sizing,
                InputFormat = options.InputFormat,
                ClassNames = source.ClassNames,
            },
            options);
        CancellationToken stop = options.CancellationToken;
        return new(env, nameof(EditImages), source, settings, share => new ImageEditingTransformer(env, share, settings, stop));
    }

    private static NetworkEstimator<ImageFeaturizationTransformer> FeaturizeImages(
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

    // Sampling as a generator does it.
    private static ImageEditingOptions Like(ImageGenerationTransformer? generator) => new() { Generation = generator?.Generation ?? new() };

    private static IHostEnvironment EnvironmentOf(TransformsCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        IHostEnvironment env = MLNetInternals.EnvironmentOf(catalog);
        MLContextExtensions.RegisterComponents(env);
        return env;
    }
}
