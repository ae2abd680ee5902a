using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CausalFusion.ML.Models;
using CausalFusion.Models;
using CausalFusion.Serialization;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Persistence;

/// <summary>A component in a model file: its settings as JSON, its weights as a model bundle in a stream of their own, and the weights' hash.</summary>
internal static class ComponentFile
{
    private const string WeightsName = "Weights.safetensors";

    /// <summary>Saves a component.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="format">The component's format.</param>
    /// <param name="model">Its network.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="type">How they are written as JSON.</param>
    public static void Save<TSettings>(ModelSaveContext context, ModelFormat format, CausalFusionModel model, TSettings settings, JsonTypeInfo<TSettings> type)
    {
        MLNetInternals.BeginSave(context, format);
        byte[] hash = [];
        MLNetInternals.SaveStream(context, WeightsName, stream =>
        {
            using var sha = SHA256.Create();
            using (var hashed = new CryptoStream(stream, sha, CryptoStreamMode.Write, leaveOpen: true))
            {
                ModelBundle.Save(hashed, model, model.Config.ToJson());
            }
            hash = sha.Hash!;
        });
        MLNetInternals.SaveText(context, JsonSerializer.Serialize(settings, type));
        MLNetInternals.SaveText(context, Convert.ToHexString(hash));
    }

    /// <summary>Loads a component.</summary>
    /// <param name="env">Where it will run.</param>
    /// <param name="context">A <c>ModelLoadContext</c>.</param>
    /// <param name="format">The component's format.</param>
    /// <param name="type">How its settings are read from JSON.</param>
    /// <returns>The network, which the caller owns, and the settings.</returns>
    /// <exception cref="InvalidDataException">The component is damaged, or was saved by a newer version.</exception>
    public static (SharedModel Model, TSettings Settings) Load<TSettings>(
        IHostEnvironment env, object context, ModelFormat format, JsonTypeInfo<TSettings> type)
        where TSettings : class
    {
        try
        {
            MLNetInternals.BeginLoad(context, format);
        }
        catch (FormatException exception)
        {
            throw new InvalidDataException(
                $"The component {format.LoaderName} of the model file cannot be read by this version of CausalFusion.ML, which reads format versions "
                + $"{ModelFormat.OldestReadable:x8} to {ModelFormat.Version:x8}: {exception.Message}", exception);
        }
        string json = MLNetInternals.LoadText(context), hash = MLNetInternals.LoadText(context);
        TSettings settings;
        try
        {
            settings = JsonSerializer.Deserialize(json, type) ?? throw new JsonException("expected an object, found null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"The settings of the component {format.LoaderName} of the model file cannot be read: {exception.Message}", exception);
        }
        CausalFusionModel? model = null;
        bool found = MLNetInternals.TryLoadStream(context, WeightsName, stream => model = LoadWeights(stream, $"{WeightsName} of {format.LoaderName}", hash, env));
        return found
            ? (new SharedModel(model!), settings)
            : throw new InvalidDataException($"The component {format.LoaderName} of the model file has no entry {WeightsName}: its weights are missing.");
    }

    /// <summary>Makes a component of what was loaded; if that fails, the network is freed.</summary>
    /// <exception cref="InvalidDataException">The settings do not fit the network.</exception>
    public static T Build<T>(SharedModel model, ModelFormat format, Func<SharedModel, T> make)
    {
        try
        {
            return make(model);
        }
        catch (ArgumentException exception)
        {
            model.Dispose();
            throw new InvalidDataException($"The settings of the component {format.LoaderName} of the model file do not fit its network: {exception.Message}", exception);
        }
    }

    private static CausalFusionModel LoadWeights(Stream stream, string name, string expectedHash, IHostEnvironment env)
    {
        long start = stream.Position;
        if (Convert.ToHexString(SHA256.HashData(stream)) != expectedHash)
        {
            throw new InvalidDataException($"'{name}': expected weights of the hash {expectedHash}, found others: the model file is damaged.");
        }
        stream.Position = start;
        using ModelBundle bundle = ModelBundle.Open(stream, name, leaveOpen: true);
        return CausalFusionModel.Load(bundle, ModelDevice.Of(env));
    }
}
