using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Families;
using CausalFusion.Images;
using CausalFusion.ML.Hosting;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Networks;

/// <summary>Where an estimator gets its network from: a fitted transformer, which shares it, or a file.</summary>
internal abstract class ModelSource
{
    /// <summary>The shape of the network.</summary>
    public abstract ImageModelConfig Config { get; }

    /// <summary>What is known of it besides.</summary>
    public abstract ModelInfo Info { get; }

    /// <summary>The size of its images.</summary>
    public abstract ImageShape Shape { get; }

    /// <summary>What its classes are called, if that is known.</summary>
    public abstract string[]? ClassNames { get; }

    /// <summary>A network of a fitted transformer, or of the last one in a chain that has a network.</summary>
    /// <param name="model">The transformer or the chain.</param>
    /// <param name="options">What is known beside it.</param>
    /// <param name="use">What the network is for.</param>
    /// <exception cref="ArgumentException">There is none, or one of another kind, or the options name another source of a part of it.</exception>
    public static ModelSource Of(ITransformer model, ModelFileOptions? options, ModelUse use)
    {
        if (options is { AutoencoderFile: not null } or { Like: not null })
        {
            throw new ArgumentException(
                "AutoencoderFile and Like are for networks from files; found a fitted transformer, which has its own.", nameof(options));
        }
        ModelTransformer transformer = FindLast<ModelTransformer>(model) ?? throw new ArgumentException(
            $"Expected a transformer that a CausalFusion trainer or transform made, or a chain with one, found {model.GetType().Name}.",
            nameof(model));
        return use.IsMet(transformer.Config.Capabilities)
            ? new Fitted(transformer)
            : throw new ArgumentException($"{use.Mismatch(transformer.Config)} in {transformer.GetType().Name}.", nameof(model));
    }

    /// <summary>
    /// A network in a model file (a bundle, or what others saved); its header is read now, its weights when an estimator is fitted.
    /// </summary>
    /// <param name="modelFile">The file.</param>
    /// <param name="options">What is known beside it.</param>
    /// <param name="use">What the network is for.</param>
    /// <exception cref="ArgumentException">
    /// The network makes no images without an autoencoder, or with this one, or the options are for another kind of network.
    /// </exception>
    /// <exception cref="InvalidDataException">The file is no model file, or has a network of another kind.</exception>
    public static ModelSource Of(string modelFile, ModelFileOptions? options, ModelUse use) => new InFile(modelFile, options, use);

    /// <summary>The last transformer of a type in a chain, or the transformer itself; null where there is none.</summary>
    public static T? FindLast<T>(ITransformer model) where T : class, ITransformer =>
        model as T ?? (model as IEnumerable<ITransformer>)?.Reverse().Select(FindLast<T>).FirstOrDefault(found => found is not null);

    /// <summary>Takes a share in the network, which is loaded now if it is in a file.</summary>
    /// <param name="env">Where it will run.</param>
    public abstract SharedModel Open(IHostEnvironment env);

    private sealed class Fitted(ModelTransformer transformer) : ModelSource
    {
        public override ImageModelConfig Config => transformer.Config;

        public override ModelInfo Info => transformer.Info;

        public override ImageShape Shape => transformer.Shape;

        public override string[]? ClassNames => transformer.KnownClassNames;

        public override SharedModel Open(IHostEnvironment env) => transformer.ShareModel();
    }

    private sealed class InFile : ModelSource
    {
        private readonly string _path;
        private readonly string? _autoencoderPath;
        private readonly ImageModelConfig? _like;

        public InFile(string path, ModelFileOptions? options, ModelUse use)
        {
            (_path, _autoencoderPath, _like) = (path, options?.AutoencoderFile, options?.Like);
            using ModelFile file = ModelFile.Open(path);
            if (ModelFamilies.Find(file) is { } family && !use.IsMet(family.Capabilities))
            {
                throw new InvalidDataException($"'{path}': {use.Mismatch(family.Kind)}.");
            }
            Config = ConfigOf(file);
            if (!use.IsMet(Config.Capabilities))
            {
                throw new InvalidDataException($"'{path}': {use.Mismatch(Config)}.");
            }
            using (ModelFile? autoencoder = file.OpenAutoencoder())
            {
                _autoencoderPath ??= autoencoder is null ? null : path;
            }
            Shape = ImageNetwork.ShapeOf(Config, _autoencoderPath is null ? null : KlAutoencoder.ReadConfig(_autoencoderPath));
            Info = ModelInfo.Of(file);
            ClassNames = Info.ClassNames.Count > 0 ? [.. Info.ClassNames] : null;
        }

        public override ImageModelConfig Config { get; }

        public override ModelInfo Info { get; }

        public override ImageShape Shape { get; }

        public override string[]? ClassNames { get; }

        public override SharedModel Open(IHostEnvironment env)
        {
            TorchSharp.torch.Device device = ModelDevice.Of(env);
            using ModelFile file = ModelFile.Open(_path);
            ImageModel? model = null;
            KlAutoencoder? autoencoder = null;
            try
            {
                autoencoder = _autoencoderPath is null ? null : KlAutoencoder.Load(_autoencoderPath, device: device);
                model = ModelFamilies.Load(file, _like, device);
                return new SharedModel(model, autoencoder);
            }
            catch
            {
                model?.Dispose();
                autoencoder?.Dispose();
                throw;
            }
        }

        private ImageModelConfig ConfigOf(ModelFile file)
        {
            try
            {
                return ModelFamilies.ConfigOf(file, _like);
            }
            catch (ArgumentException exception)
            {
                throw new ArgumentException($"{nameof(ModelFileOptions.Like)}: {exception.Message}", exception);
            }
        }
    }
}
