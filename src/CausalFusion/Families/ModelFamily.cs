using CausalFusion.Checkpoints;
using CausalFusion.Files;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Families;

/// <summary>A family of networks that denoise images: how they are told apart in files, built and loaded.</summary>
internal abstract class ModelFamily
{
    private protected ModelFamily()
    {
    }

    /// <summary>What files call it.</summary>
    public abstract string Kind { get; }

    /// <summary>What its networks can do.</summary>
    public abstract ModelCapabilities Capabilities { get; }

    /// <summary>Its published shapes by name; case does not matter.</summary>
    public abstract IReadOnlyDictionary<string, ImageModelConfig> Presets { get; }

    /// <summary>The configuration of the network in a model file: what the file says, or else what its weights show.</summary>
    /// <param name="file">The file.</param>
    /// <param name="like">Where to take from what the weights do not show; null takes a preset's.</param>
    /// <exception cref="ArgumentException"><paramref name="like"/> is of another family.</exception>
    /// <exception cref="InvalidDataException">
    /// The file holds another kind of model, or its weights allow several configurations; the message names them.
    /// </exception>
    /// <exception cref="StateDictMismatchException">The weights are not those of such a network.</exception>
    public ImageModelConfig ConfigOf(ModelFile file, ImageModelConfig? like = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (like is not null && like.Kind != Kind)
        {
            throw new ArgumentException(
                $"expected the configuration of a model of kind '{Kind}', as '{file.Name}' holds one, found one of kind '{like.Kind}'.",
                nameof(like));
        }
        file.RequireKind(Kind);
        return file.Config is { } json
            ? ReadConfig(json)
            : ModelConfiguration.RequireBuildable(InferConfig(file.Weights, like), config => config.Validate(), file.Name);
    }

    /// <summary>Loads a model file that holds such a network.</summary>
    /// <param name="path">A model bundle, a checkpoint of a training (the averaged weights are taken), or a state dict.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">The file is none of these, is damaged, of a newer version, or leaves something open.</exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    public ImageModel Load(string path, Device? device = null)
    {
        using ModelFile file = ModelFile.Open(path);
        return Load(file, device: device);
    }

    /// <summary>Builds the network of an open model file and fills it. The peak of memory is the network and one tensor.</summary>
    /// <param name="file">The file, which says which of its models was taken; it stays open.</param>
    /// <param name="like">What to assume where the file has no configuration and the weights do not show it; null if there is nothing to say.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="ArgumentException"><paramref name="like"/> is of another family.</exception>
    /// <exception cref="InvalidDataException">
    /// The file holds another kind of model, its configuration cannot be read, or leaves something open.
    /// </exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    public ImageModel Load(ModelFile file, ImageModelConfig? like = null, Device? device = null)
    {
        ImageModelConfig config = ConfigOf(file, like);
        return WithInfo(
            StateDict.Build(Named(file.Weights, config), config.ParameterCount, () => Build(config, seed: null, device)), () => ModelInfo.Of(file),
            file.Name);
    }

    /// <summary>Builds the network of an open bundle and fills it.</summary>
    /// <param name="bundle">The bundle; it stays open.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">The bundle holds another kind of model, or its configuration cannot be read.</exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    public ImageModel Load(ModelBundle bundle, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ImageModel model = bundle.Build(Kind, ReadConfig, config => config.ParameterCount, config => Build(config, seed: null, device));
        return WithInfo(model, () => ModelInfo.Of(bundle.Info.Entries, bundle.Weights.Name), bundle.Weights.Name);
    }

    /// <summary>Reads a configuration of this family.</summary>
    /// <param name="json">What <see cref="ImageModelConfig.ToJson"/> wrote.</param>
    /// <exception cref="InvalidDataException">The text is not such an object, or describes a network that cannot be built.</exception>
    public abstract ImageModelConfig ReadConfig(string json);

    /// <summary>Names of tensors by which such a network is known, for messages.</summary>
    internal abstract IReadOnlyList<string> Landmarks { get; }

    /// <summary>Weights under the names of the network's state dict, where others have named them.</summary>
    /// <param name="weights">The weights of such a network; they stay the caller's.</param>
    /// <param name="config">Its configuration.</param>
    internal virtual ITensorSource Named(ITensorSource weights, ImageModelConfig config) => weights;

    /// <summary>Whether weights without a configuration are those of such a network.</summary>
    internal abstract bool Recognizes(ITensorSource weights);

    /// <summary>Sees from the weights what the configuration is.</summary>
    internal abstract ImageModelConfig InferConfig(ITensorSource weights, ImageModelConfig? like);

    /// <summary>Builds a network.</summary>
    /// <param name="config">A configuration of this family.</param>
    /// <param name="seed">Seed of the initial weights; null leaves them to be filled.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    internal abstract ImageModel Build(ImageModelConfig config, ulong? seed, Device? device);

    private static ImageModel WithInfo(ImageModel model, Func<ModelInfo> read, string name)
    {
        try
        {
            model.Info = read();
            return model;
        }
        catch (Exception exception)
        {
            model.Dispose();
            throw exception is ArgumentException ? new InvalidDataException($"'{name}': {exception.Message}", exception) : exception;
        }
    }
}
