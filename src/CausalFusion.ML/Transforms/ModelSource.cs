using CausalFusion.Autoencoders;
using CausalFusion.Data;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Models;
using CausalFusion.Models;
using CausalFusion.Serialization;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Transforms;

/// <summary>Where an estimator gets its network from: a fitted transformer, which shares it, or a file.</summary>
internal abstract class ModelSource
{
    /// <summary>The shape of the network.</summary>
    public abstract CausalFusionConfig Config { get; }

    /// <summary>The size of its images.</summary>
    public abstract ImageShape Shape { get; }

    /// <summary>What its classes are called, if that is known.</summary>
    public abstract string[]? ClassNames { get; }

    /// <summary>A network of a fitted transformer, or of the last CausalFusion transformer in a chain.</summary>
    /// <exception cref="ArgumentException">There is none, or the options name another source of a part of it.</exception>
    public static ModelSource Of(ITransformer model, ModelFileOptions? options)
    {
        if (options is { AutoencoderFile: not null } or { Like: not null })
        {
            throw new ArgumentException("AutoencoderFile and Like are for networks from files; found a fitted transformer, which has its own.", nameof(options));
        }
        return new Fitted(Find<ModelTransformer>(model) ?? throw new ArgumentException(
            $"Expected a transformer that a CausalFusion trainer or transform made, or a chain with one, found {model.GetType().Name}.", nameof(model)));
    }

    /// <summary>A network in a model file (a bundle, or what others saved); its header is read now, its weights when an estimator is fitted.</summary>
    /// <exception cref="ArgumentException">The network makes no images without an autoencoder, or with this one.</exception>
    public static ModelSource Of(string modelFile, ModelFileOptions? options) => new InFile(modelFile, options?.AutoencoderFile, options?.Like);

    /// <summary>The last transformer of a type in a chain, or the transformer itself.</summary>
    public static T? Find<T>(ITransformer model) where T : class, ITransformer =>
        model as T ?? (model as IEnumerable<ITransformer>)?.Reverse().Select(Find<T>).FirstOrDefault(found => found is not null);

    /// <summary>Makes a transformer with a share in the network and checks it against the data.</summary>
    public T Fit<T>(IHostEnvironment env, IHost host, Func<SharedModel, T> make, IDataView input) where T : ModelTransformer
    {
        try
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
        }
        catch (Exception exception)
        {
            host.Process(exception);
            throw;
        }
    }

    private protected abstract SharedModel Open(IHostEnvironment env);

    private sealed class Fitted(ModelTransformer transformer) : ModelSource
    {
        public override CausalFusionConfig Config => transformer.Config;

        public override ImageShape Shape => transformer.Shape;

        public override string[]? ClassNames => transformer.KnownClassNames;

        private protected override SharedModel Open(IHostEnvironment env) => transformer.ShareModel();
    }

    private sealed class InFile : ModelSource
    {
        private readonly string _path;
        private readonly string? _autoencoderPath;
        private readonly CausalFusionConfig? _like;
        private readonly LatentSpace? _latents;

        public InFile(string path, string? autoencoderPath, CausalFusionConfig? like)
        {
            (_path, _autoencoderPath, _like) = (path, autoencoderPath, like);
            using ModelFile file = ModelFile.Open(path);
            Config = CausalFusionConfig.Of(file, like);
            Shape = ImageNetwork.ShapeOf(Config, autoencoderPath is null ? null : KlAutoencoder.ReadConfig(autoencoderPath));
            _latents = file.Bundle is null ? null : LatentSpace.Find(file.Bundle);
            ClassNames = file.Bundle?.ReadClassNames() is { Count: > 0 } names ? [.. names] : null;
        }

        public override CausalFusionConfig Config { get; }

        public override ImageShape Shape { get; }

        public override string[]? ClassNames { get; }

        private protected override SharedModel Open(IHostEnvironment env)
        {
            TorchSharp.torch.Device device = ModelDevice.Of(env);
            using ModelFile file = ModelFile.Open(_path);
            CausalFusionModel? model = null;
            KlAutoencoder? autoencoder = null;
            try
            {
                autoencoder = _autoencoderPath is null ? null : KlAutoencoder.Load(_autoencoderPath, device: device);
                if (autoencoder is not null)
                {
                    _latents?.RequireFit(autoencoder);
                }
                model = CausalFusionModel.Load(file, _like, device);
                return new SharedModel(model, autoencoder);
            }
            catch
            {
                model?.Dispose();
                autoencoder?.Dispose();
                throw;
            }
        }
    }
}
