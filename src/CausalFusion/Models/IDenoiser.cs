using CausalFusion.Checkpoints;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>A network that denoises images, of whichever kind: what is needed of it to keep it, to save it and to draw with it.</summary>
public interface IDenoiser : IDisposable
{
    /// <summary>Its shape.</summary>
    IDenoiserConfig Config { get; }

    /// <summary>Where its weights are.</summary>
    Device Device { get; }

    /// <summary>Saves it as a model bundle, completely or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="entries">Further JSON texts for the bundle's metadata, such as the classes' names.</param>
    /// <exception cref="IOException">The file can't be written, for instance because the disk is full; an older file of that name is intact.</exception>
    void Save(string path, IReadOnlyDictionary<string, string>? entries = null);

    /// <summary>Writes it as a model bundle to a stream, front to back, from its position.</summary>
    /// <param name="stream">A stream that can be written; it is not closed.</param>
    /// <param name="entries">Further JSON texts for the bundle's metadata, such as the classes' names.</param>
    void Save(Stream stream, IReadOnlyDictionary<string, string>? entries = null);

    /// <summary>Loads a model file, whichever kind of network it holds: our own, a published checkpoint, or bare weights.</summary>
    /// <param name="path">A model bundle, a checkpoint of a training (the averaged weights are taken), or a state dict.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">The file is none of these, is damaged, of a newer version, or leaves open what its configuration is.</exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    static IDenoiser Load(string path, Device? device = null)
    {
        using ModelFile file = ModelFile.Open(path);
        return Load(file, device: device);
    }

    /// <summary>Builds the network of an open model file, whichever kind it is, and fills it.</summary>
    /// <param name="file">The file; it stays open.</param>
    /// <param name="like">What to assume where the file has no configuration and the weights do not show it (<see cref="IDenoiserConfig.Of"/>), of the file's kind.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="ArgumentException"><paramref name="like"/> is of another kind than the file.</exception>
    /// <exception cref="InvalidDataException">The file holds no network that denoises images, its configuration cannot be read, or leaves something open.</exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    static IDenoiser Load(ModelFile file, IDenoiserConfig? like = null, Device? device = null) => IDenoiserConfig.Of(file, like) is DitConfig
        ? DiffusionTransformer.Load(file, (DitConfig?)like, device)
        : CausalFusionModel.Load(file, (CausalFusionConfig?)like, device);

    /// <summary>Builds the network of an open bundle, whichever kind it is, and fills it.</summary>
    /// <param name="bundle">The bundle; it stays open.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">The bundle holds another kind of model, or its configuration cannot be read.</exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    static IDenoiser Load(ModelBundle bundle, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return bundle.Info.Kind == ModelKind.DiT ? DiffusionTransformer.Load(bundle, device) : CausalFusionModel.Load(bundle, device);
    }
}
