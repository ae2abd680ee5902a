using System.Globalization;
using System.Text.Json;
using CausalFusion.Files;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalFusion.Checkpoints;

/// <summary>A model in one file: a safetensors file whose metadata holds, beside the weights, what is needed to build the model again.</summary>
/// <remarks>
/// PyTorch's files of this library hold the same metadata, and are no bundles: <see cref="ModelFile"/> reads them. The metadata are strings:
/// <c>format</c> (<see cref="FormatName"/>), <c>format_version</c>, <c>kind</c>, <c>config</c> (JSON), and any number of further
/// JSON entries, such as the classes' names. Any safetensors reader can read the weights.
/// </remarks>
internal sealed class ModelBundle : IDisposable
{
    /// <summary>The value of the metadata key <c>format</c>.</summary>
    public const string FormatName = "causalfusion";

    /// <summary>The newest version of the format that this library reads, and the one that it writes.</summary>
    public const int CurrentVersion = 1;

    internal const string FormatKey = "format", KindKey = "kind", ConfigKey = "config";

    private const string VersionKey = "format_version";

    private readonly SafetensorsReader _reader;

    private ModelBundle(SafetensorsReader reader)
    {
        _reader = reader;
        try
        {
            Info = ReadInfo(reader);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>What the bundle says about itself.</summary>
    public ModelBundleInfo Info { get; }

    /// <summary>The weights; they stay the bundle's.</summary>
    public ITensorSource Weights => _reader;

    /// <summary>Whether an open file says that it is a model bundle, and not just a file of tensors.</summary>
    /// <param name="source">The file.</param>
    public static bool IsBundle(ITensorSource source) =>
        source is TensorReader reader && reader.Metadata.GetValueOrDefault(FormatKey) == FormatName;

    /// <summary>Opens a bundle and checks its header; the weights stay in the file until <see cref="LoadInto"/>.</summary>
    /// <param name="path">The bundle.</param>
    /// <exception cref="InvalidDataException">The file is not a model bundle, is damaged, or is of a newer version.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static ModelBundle Open(string path) => new(new SafetensorsReader(path));

    /// <summary>Opens a bundle that a stream holds from its position to its end.</summary>
    /// <param name="stream">A stream that can be read and sought.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="leaveOpen">Whether the stream stays open when the bundle is disposed.</param>
    /// <exception cref="ArgumentException">The stream can't be read or sought.</exception>
    /// <exception cref="InvalidDataException">The content is not a model bundle, is damaged, or is of a newer version.</exception>
    public static ModelBundle Open(Stream stream, string name, bool leaveOpen = false) => new(new SafetensorsReader(stream, name, leaveOpen));

    /// <summary>Reads what a bundle says about itself.</summary>
    /// <param name="path">The bundle.</param>
    /// <param name="kind">The kind of model that is wanted; null takes any.</param>
    /// <exception cref="InvalidDataException">
    /// The file is not a model bundle, is damaged, is of a newer version, or holds another kind of model.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static ModelBundleInfo Peek(string path, string? kind = null)
    {
        using ModelBundle bundle = Open(path);
        if (kind is not null)
        {
            bundle.RequireKind(kind);
        }
        return bundle.Info;
    }

    /// <summary>Writes a bundle, completely or not at all.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="model">The module whose parameters and buffers are saved under the names of its <c>state_dict()</c>.</param>
    /// <param name="kind">What the model is.</param>
    /// <param name="config">The model's configuration, a JSON text.</param>
    /// <param name="entries">Further JSON texts by name.</param>
    /// <exception cref="ArgumentException">A text is not JSON, or an entry has a name of the format's own.</exception>
    /// <exception cref="IOException">
    /// The file can't be written, for instance because the disk is full; an older file of that name is intact.
    /// </exception>
    public static void Save(string path, Module model, string kind, string config, IReadOnlyDictionary<string, string>? entries = null) =>
        SafetensorsWriter.Save(path, Tensors(model), Metadata(kind, config, entries));

    /// <summary>Writes a bundle to a stream, front to back, from its position.</summary>
    /// <param name="stream">A stream that can be written; it is not closed.</param>
    /// <param name="model">The module whose parameters and buffers are saved under the names of its <c>state_dict()</c>.</param>
    /// <param name="kind">What the model is.</param>
    /// <param name="config">The model's configuration, a JSON text.</param>
    /// <param name="entries">Further JSON texts by name.</param>
    /// <exception cref="ArgumentException">A text is not JSON, or an entry has a name of the format's own.</exception>
    public static void Save(Stream stream, Module model, string kind, string config, IReadOnlyDictionary<string, string>? entries = null) =>
        SafetensorsWriter.Save(stream, Tensors(model), Metadata(kind, config, entries));

    /// <summary>Writes a bundle with the weights of another file, completely or not at all. They are read one at a time.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="weights">The weights, under the names of the model's state dict; not from the file that is written.</param>
    /// <param name="kind">What the model is.</param>
    /// <param name="config">The model's configuration, a JSON text.</param>
    /// <param name="entries">Further JSON texts by name.</param>
    /// <exception cref="ArgumentException">A text is not JSON, or an entry has a name of the format's own.</exception>
    /// <exception cref="IOException">
    /// The file can't be written, for instance because the disk is full; an older file of that name is intact.
    /// </exception>
    public static void Save(
        string path, ITensorSource weights, string kind, string config, IReadOnlyDictionary<string, string>? entries = null) =>
        SafetensorsWriter.Save(path, weights, Metadata(kind, config, entries));

    /// <summary>Checks that the bundle holds the kind of model that is wanted.</summary>
    /// <param name="kind">The kind.</param>
    /// <exception cref="InvalidDataException">It holds another; the message names both.</exception>
    public void RequireKind(string kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (Info.Kind != kind)
        {
            throw new InvalidDataException(
                $"'{_reader.Name}': {KindKey}: expected a model of kind '{kind}', found {SafetensorsHeader.Quote(Info.Kind)}.");
        }
    }

    /// <summary>Fills a model that was built from <see cref="ModelBundleInfo.Config"/> with the bundle's weights.</summary>
    /// <param name="model">The module to fill, on any device.</param>
    /// <exception cref="StateDictMismatchException">The weights do not fit the model, which is as it was.</exception>
    public void LoadInto(Module model) => StateDict.Load(model, _reader);

    /// <summary>Builds the bundle's model and fills it, ready for inference.</summary>
    /// <param name="parameterCount">How many values the configuration says that it has.</param>
    /// <param name="build">Makes it.</param>
    /// <returns>The model; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">The file holds another number of values; nothing was made.</exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the model.</exception>
    public T Build<T>(long parameterCount, Func<T> build) where T : Module
    {
        ArgumentNullException.ThrowIfNull(build);
        if (parameterCount != Info.ElementCount)
        {
            // Before anything is allocated: a header may describe a model that its file could never fill.
            throw new InvalidDataException(
                $"'{_reader.Name}': the model's configuration describes {parameterCount:N0} parameters, but the file holds {Info.ElementCount:N0}.");
        }
        return StateDict.Build(_reader, parameterCount, build);
    }

    /// <summary>Builds the bundle's model from its configuration and fills it, ready for inference.</summary>
    /// <param name="kind">The kind of model that is wanted.</param>
    /// <param name="read">Reads the configuration.</param>
    /// <param name="count">How many values a configuration says that the model has.</param>
    /// <param name="build">Makes the model.</param>
    internal TModel Build<TConfig, TModel>(
        string kind, Func<string, TConfig> read, Func<TConfig, long> count, Func<TConfig, TModel> build) where TModel : Module
    {
        RequireKind(kind);
        TConfig config = read(Info.Config);
        return Build(count(config), () => build(config));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _reader.Dispose();

    internal static ModelBundleInfo ReadInfo(TensorReader reader)
    {
        string format = Required(FormatKey);
        if (format != FormatName)
        {
            throw new InvalidDataException($"'{reader.Name}': {FormatKey}: expected '{FormatName}', found {SafetensorsHeader.Quote(format)}.");
        }
        string version = Required(VersionKey);
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1)
        {
            throw new InvalidDataException(
                $"'{reader.Name}': {VersionKey}: expected a whole number from 1, found {SafetensorsHeader.Quote(version)}.");
        }
        if (number > CurrentVersion)
        {
            throw new InvalidDataException(
                $"'{reader.Name}': {VersionKey}: expected at most {CurrentVersion}, found {number}: the file was made by a newer CausalFusion "
                + $"than this one.");
        }
        return new ModelBundleInfo(
            number,
            Required(KindKey),
            Required(ConfigKey),
            reader.Metadata.Where(pair => !IsReserved(pair.Key)).ToDictionary(StringComparer.Ordinal),
            reader.Entries.Values.Sum(entry => entry.ElementCount),
            reader.Entries.Values.Sum(entry => entry.ByteLength));

        string Required(string key) => reader.Metadata.TryGetValue(key, out string? value)
            ? value
            : throw new InvalidDataException($"'{reader.Name}': expected a model bundle, found a file without '{key}' in its metadata.");
    }

    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.state_dict().Select(item => (item.Key, item.Value));
    }

    /// <summary>The metadata of a bundle.</summary>
    /// <param name="kind">What the model is.</param>
    /// <param name="config">The model's configuration, a JSON text.</param>
    /// <param name="entries">Further JSON texts by name.</param>
    /// <exception cref="ArgumentException">A text is not JSON, or an entry has a name of the format's own.</exception>
    internal static Dictionary<string, string> Metadata(string kind, string config, IReadOnlyDictionary<string, string>? entries)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(config);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [FormatKey] = FormatName,
            [VersionKey] = CurrentVersion.ToString(CultureInfo.InvariantCulture),
            [KindKey] = kind,
            [ConfigKey] = RequireJson(ConfigKey, config),
        };
        foreach ((string name, string json) in entries ?? new Dictionary<string, string>())
        {
            if (IsReserved(name))
            {
                throw new ArgumentException($"entry '{name}': expected another name, found one of the format's own.", nameof(entries));
            }
            metadata.Add(name, RequireJson(name, json));
        }
        return metadata;
    }

    private static bool IsReserved(string key) => key is FormatKey or VersionKey or KindKey or ConfigKey;

    private static string RequireJson(string name, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return text;
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"entry {SafetensorsHeader.Quote(name)}: expected JSON: {exception.Message}", exception);
        }
    }
}
