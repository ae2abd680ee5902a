using CausalFusion.Checkpoints;
using CausalFusion.Families;
using CausalFusion.Models;

namespace CausalFusion.Samples.Service;

/// <summary>What callers may know of the network; read from the file's header, before the weights.</summary>
internal sealed class ServiceModel
{
    private ServiceModel(ImageModelConfig config, IReadOnlyList<string> classNames)
    {
        Config = config;
        ClassNames = classNames;
    }

    public ImageModelConfig Config { get; }

    /// <summary>A name for each class: those of the file, else numbers.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <exception cref="InvalidDataException">The file holds no network of pixels.</exception>
    public static ServiceModel Read(string path)
    {
        using ModelFile file = ModelFile.Open(path);
        ImageModelConfig config = ModelFamilies.ConfigOf(file);
        if (config.Channels is not (1 or 3))
        {
            throw new InvalidDataException(
                $"'{path}': expected a network of pixels, with 1 or 3 channels; found one of latents with {config.Channels}.");
        }
        IReadOnlyList<string> names = ModelInfo.Of(file).ClassNames;
        return new ServiceModel(config, names.Count == config.Classes ? names : [.. Enumerable.Range(0, config.Classes).Select(i => $"{i}")]);
    }
}
