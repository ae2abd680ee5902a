using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Images;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Models;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Transforms;

/// <summary>Where an estimator gets its network from: a fitted transformer, which shares it, or a file.</summary>
/// <typeparam name="TConfig">The configurations of the networks that it can use: <see cref="IDenoiserConfig"/> where it is any, else those of one kind.</typeparam>
internal abstract class ModelSource<TConfig> where TConfig : class, IDenoiserConfig
{
    /// <summary>The shape of the network.</summary>
    public abstract TConfig Config { get; }

    /// <summary>The size of its images.</summary>
    public abstract ImageShape Shape { get; }

    /// <summary>What its classes are called, if that is known.</summary>
    public abstract string[]? ClassNames { get; }

    /// <summary>A network of a fitted transformer, or of the last one in a chain that has a network.</summary>
    /// <param name="model">The transformer or the chain.</param>
    /// <param name="options">What is known beside it.</param>
    /// <param name="purpose">What the network is for, as messages call it.</param>
    /// <exception cref="ArgumentException">There is none, or one of another kind, or the options name another source of a part of it.</exception>
    public static ModelSource<TConfig> Of(ITransformer model, ModelFileOptions? options, string purpose)
    {
        if (options is { AutoencoderFile: not null } or { Like: not null })
        {
            throw new ArgumentException("AutoencoderFile and Like are for networks from files; found a fitted transformer, which has its own.", nameof(options));
        }
        ModelTransformer transformer = model.FindLast<ModelTransformer>() ?? throw new ArgumentException(
            $"Expected a transformer that a CausalFusion trainer or transform made, or a chain with one, found {model.GetType().Name}.", nameof(model));
        return transformer.Config is TConfig config
            ? new Fitted(transformer, config)
            : throw new ArgumentException($"{purpose} {Mismatch(transformer.Config.Kind)} in {transformer.GetType().Name}.", nameof(model));
    }

    /// <summary>A network in a model file (a bundle, or what others saved); its header is read now, its weights when an estimator is fitted.</summary>
    /// <param name="modelFile">The file.</param>
    /// <param name="options">What is known beside it.</param>
    /// <param name="purpose">What the network is for, as messages call it.</param>
    /// <exception cref="ArgumentException">The network makes no images without an autoencoder, or with this one, or the options are for another kind of network.</exception>
    /// <exception cref="InvalidDataException">The file is no model file, or has a network of another kind.</exception>
    public static ModelSource<TConfig> Of(string modelFile, ModelFileOptions? options, string purpose) => new InFile(modelFile, options, purpose);

    /// <summary>Makes a transformer with a share in the network and checks it against the data.</summary>
    public T Fit<T>(IHostEnvironment env, IHost host, Func<SharedModel, T> make, IDataView input) where T : ModelTransformer
    {
        return host.Marking(nameof(Fit), () =>
        {
            SharedModel share = Open(env);
            try
            {
                T transformer = make(share);
                transformer.GetOutputSchema(input.Schema);
                return transformer;
            }
            catch
            {
                share.Dispose();
                throw;
            }
        });
    }

    private protected abstract SharedModel Open(IHostEnvironment env);

    private static string Mismatch(string kind) =>
        $"needs a CausalFusion network, whose tokens see those that are finished: expected one of kind '{ModelKind.CausalFusion}', found one of kind '{kind}'";

    private sealed class Fitted(ModelTransformer transformer, TConfig config) : ModelSource<TConfig>
    {
        public override TConfig Config => config;

        public override ImageShape Shape => transformer.Shape;

        public override string[]? ClassNames => transformer.KnownClassNames;

        private protected override SharedModel Open(IHostEnvironment env) => transformer.ShareModel();
    }

    private sealed class InFile : ModelSource<TConfig>
    {
        private readonly string _path;
        private readonly string? _autoencoderPath;
        private readonly IDenoiserConfig? _like;
        private readonly LatentSpace? _latents;

        public InFile(string path, ModelFileOptions? options, string purpose)
        {
            (_path, _autoencoderPath, _like) = (path, options?.AutoencoderFile, options?.Like);
            using ModelFile file = ModelFile.Open(path);
            if (ModelKind.Of(file) == ModelKind.DiT && !typeof(TConfig).IsAssignableFrom(typeof(DitConfig)))
            {
                throw new InvalidDataException($"'{path}': {purpose} {Mismatch(ModelKind.DiT)}.");
            }
            Config = (TConfig)ConfigOf(file);
            Shape = ImageNetwork.ShapeOf(Config, _autoencoderPath is null ? null : KlAutoencoder.ReadConfig(_autoencoderPath));
            _latents = file.Bundle is null ? null : LatentSpace.Find(file.Bundle);
            ClassNames = file.Bundle?.ReadClassNames() is { Count: > 0 } names ? [.. names] : null;
        }

        public override TConfig Config { get; }

        public override ImageShape Shape { get; }

        public override string[]? ClassNames { get; }

        private protected override SharedModel Open(IHostEnvironment env)
        {
            TorchSharp.torch.Device device = ModelDevice.Of(env);
            using ModelFile file = ModelFile.Open(_path);
            IDenoiser? model = null;
            KlAutoencoder? autoencoder = null;
            try
            {
                autoencoder = _autoencoderPath is null ? null : KlAutoencoder.Load(_autoencoderPath, device: device);
                if (autoencoder is not null)
                {
                    _latents?.RequireFit(autoencoder);
                }
                model = IDenoiser.Load(file, _like, device);
                return new SharedModel(model, autoencoder);
            }
            catch
            {
                model?.Dispose();
                autoencoder?.Dispose();
                throw;
            }
        }

        private IDenoiserConfig ConfigOf(ModelFile file)
        {
            try
            {
                return IDenoiserConfig.Of(file, _like);
            }
            catch (ArgumentException exception)
            {
                throw new ArgumentException($"{nameof(ModelFileOptions.Like)}: {exception.Message}", exception);
            }
        }
    }
}
