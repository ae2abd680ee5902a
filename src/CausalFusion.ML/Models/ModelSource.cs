using CausalFusion.ML.Transforms;
using CausalFusion.Models;
using CausalFusion.Serialization;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Models;

/// <summary>Where an estimator gets its network from: a fitted transformer, which shares it, or a file.</summary>
internal abstract class ModelSource
{
    /// <summary>The shape of the network.</summary>
    public abstract CausalFusionConfig Config { get; }

    /// <summary>A network of a fitted transformer, or of the last CausalFusion transformer in a chain.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ModelSource Of(ITransformer model) => new Fitted(Find<ModelTransformer>(model) ?? throw new ArgumentException(
        $"Expected a transformer that a CausalFusion trainer or transform made, or a chain with one, found {model.GetType().Name}.", nameof(model)));

    /// <summary>A network in a model file (a bundle, or what others saved); its header is read now, its weights when an estimator is fitted.</summary>
    public static ModelSource Of(string modelFile) => new InFile(modelFile);

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

        private protected override SharedModel Open(IHostEnvironment env) => transformer.ShareModel();
    }

    private sealed class InFile(string path) : ModelSource
    {
        public override CausalFusionConfig Config { get; } = ReadConfig(path);

        private protected override SharedModel Open(IHostEnvironment env) => new(CausalFusionModel.Load(path, ModelDevice.Of(env)));

        private static CausalFusionConfig ReadConfig(string path)
        {
            using ModelFile file = ModelFile.Open(path);
            return CausalFusionConfig.Of(file);
        }
    }
}
