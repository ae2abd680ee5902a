using System.Security.Cryptography;
using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Families;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Networks;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Saving;

/// <summary>
/// A component in a model file: its settings as JSON, its weights as a model bundle in a stream of their own, and the weights' hash.
/// </summary>
internal static class ComponentFile
{
    private const string WeightsName = "Weights.safetensors", AutoencoderName = "Autoencoder.safetensors";

    /// <summary>Saves a component.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="format">The component's format.</param>
    /// <param name="network">Its network.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="classNames">What the classes are called, if the settings say it: the network in the file then knows it too.</param>
    public static void Save<TSettings>(
        ModelSaveContext context, ModelFormat format, ImageNetwork network, TSettings settings, string[]? classNames = null)
        where TSettings : ComponentSettings
    {
        MLNetInternals.BeginSave(context, format);
        ModelInfo info = network.Model.Info;
        string hash = SaveWeights(
            context, WeightsName, stream => network.Model.Save(stream, classNames is { Length: > 0 } ? info with { ClassNames = classNames } : info));
        string? autoencoderHash = network.Autoencoder is { } autoencoder
            ? SaveWeights(
                context, AutoencoderName, stream => ModelBundle.Save(stream, autoencoder, KlAutoencoderConfig.Kind, autoencoder.Config.ToJson()))
            : null;
        MLNetInternals.SaveText(context, SettingsJson.Write(settings with { AutoencoderHash = autoencoderHash }));
        MLNetInternals.SaveText(context, hash);
    }

    /// <summary>Loads a component.</summary>
    /// <param name="env">Where it will run.</param>
    /// <param name="context">A <c>ModelLoadContext</c>.</param>
    /// <param name="format">The component's format.</param>
    /// <param name="make">Makes it of its network, which it takes over, and its settings.</param>
    /// <exception cref="LoadFailure">
    /// What the caller of <c>Model.Load</c> is to get: an <see cref="InvalidDataException"/> if the component is damaged, or was saved by a newer
    /// version.
    /// </exception>
    public static TComponent Load<TSettings, TComponent>(
        IHostEnvironment env, object context, ModelFormat format, Func<SharedModel, TSettings, TComponent> make) where TSettings : ComponentSettings
    {
        try
        {
            (TSettings settings, string hash) = LoadSettings<TSettings>(context, format);
            SharedModel share = LoadNetwork(env, context, format, settings, hash);
            try
            {
                return make(share, settings);
            }
            catch (ArgumentException exception)
            {
                share.Dispose();
                throw new InvalidDataException(
                    $"The settings of the component {format.LoaderName} of the model file do not fit its network: {exception.Message}", exception);
            }
        }
        catch (Exception exception)
        {
            throw new LoadFailure(exception);
        }
    }

    private static (TSettings Settings, string Hash) LoadSettings<TSettings>(object context, ModelFormat format) where TSettings : ComponentSettings
    {
        try
        {
            MLNetInternals.BeginLoad(context, format);
        }
        catch (FormatException exception)
        {
            throw new InvalidDataException(
                $"The component {format.LoaderName} of the model file cannot be read by this version of CausalFusion.ML, which reads format version "
                + $"{ModelFormat.Version >> 16}.{ModelFormat.Version & 0xFFFF}: {exception.Message}", exception);
        }
        try
        {
            string json = MLNetInternals.LoadText(context), hash = MLNetInternals.LoadText(context);
            return (SettingsJson.Read<TSettings>(json), hash);
        }
        catch (Exception exception) when (exception is not (NotSupportedException or OutOfMemoryException))
        {
            throw new InvalidDataException(
                $"The settings of the component {format.LoaderName} of the model file cannot be read: {exception.Message}", exception);
        }
    }

    private static SharedModel LoadNetwork(
        IHostEnvironment env, object context, ModelFormat format, ComponentSettings settings, string hash)
    {
        KlAutoencoder? autoencoder = null;
        ImageModel? model = null;
        try
        {
            if (settings.AutoencoderHash is { } autoencoderHash)
            {
                autoencoder =
                    LoadWeights(context, AutoencoderName, format, autoencoderHash, bundle => KlAutoencoder.Load(bundle, ModelDevice.Of(env)));
            }
            model = LoadWeights(context, WeightsName, format, hash, bundle => ModelFamilies.Load(bundle, ModelDevice.Of(env)));
            return new SharedModel(model, autoencoder);
        }
        catch (Exception exception)
        {
            model?.Dispose();
            autoencoder?.Dispose();
            if (exception is ArgumentException or StateDictMismatchException)
            {
                throw new InvalidDataException(
                    $"The component {format.LoaderName} of the model file has a network that is none of images: {exception.Message}", exception);
            }
            throw;
        }
    }

    private static string SaveWeights(ModelSaveContext context, string name, Action<Stream> write)
    {
        byte[] hash = [];
        MLNetInternals.SaveStream(context, name, stream =>
        {
            using var sha = SHA256.Create();
            using (var hashed = new CryptoStream(stream, sha, CryptoStreamMode.Write, leaveOpen: true))
            {
                write(hashed);
            }
            hash = sha.Hash!;
        });
        return Convert.ToHexString(hash);
    }

    private static T LoadWeights<T>(object context, string entry, ModelFormat format, string expectedHash, Func<ModelBundle, T> load)
        where T : class
    {
        T? loaded = null;
        string name = $"{entry} of {format.LoaderName}";
        bool isOpen = false, found;
        try
        {
            found = MLNetInternals.TryLoadStream(context, entry, Load);
        }
        catch (Exception exception) when (!isOpen && exception is (InvalidDataException or EndOfStreamException or ArgumentException))
        {
            throw new InvalidDataException($"'{name}': the entry cannot be read, the model file is damaged: {exception.Message}", exception);
        }
        return found
            ? loaded!
            : throw new InvalidDataException($"The component {format.LoaderName} of the model file has no entry {entry}: its weights are missing.");

        void Load(Stream stream)
        {
            isOpen = true;
            long start = stream.Position;
            if (Convert.ToHexString(SHA256.HashData(stream)) != expectedHash)
            {
                throw new InvalidDataException($"'{name}': expected weights of the hash {expectedHash}, found others: the model file is damaged.");
            }
            stream.Position = start;
            using ModelBundle bundle = ModelBundle.Open(stream, name, leaveOpen: true);
            loaded = load(bundle);
        }
    }
}
