using CausalFusion.Files;

namespace CausalFusion.Checkpoints;

/// <summary>
/// A file with a model's weights, whatever its format: one of the models in it is chosen, and its weights get the names of a state dict. What builds
/// models of one kind takes it from there.
/// </summary>
/// <remarks>
/// A checkpoint of a training often holds the same model twice, trained (<c>model</c>) and averaged (<c>ema</c>); unless told otherwise, the averaged
/// one is taken, as it draws better. Of a whole latent diffusion model, such as Stable Diffusion, the autoencoder is taken
/// (<c>first_stage_model</c>). Wrappers
/// that the distributed
/// and the compiling module put before every name (<c>module.</c>, <c>_orig_mod.</c>) are taken off.
/// </remarks>
public sealed class ModelFile : IDisposable
{
    /// <summary>What the metadata of a checkpoint of a training say that it is.</summary>
    internal const string TrainingFormat = "causalfusion-training";

    // What trainings call the models that they save, the preferred first.
    private static readonly string[] _knownParts = ["first_stage_model", "state_dict.first_stage_model", "ema", "model_ema", "model", "state_dict"];

    private static readonly string[] _wrappers = ["module.", "_orig_mod."];

    private readonly TensorReader _reader;

    private ModelFile(TensorReader reader, string? part)
    {
        _reader = reader;
        TensorCount = reader.Entries.Count;
        string[] parts = [.. _knownParts.Where(name => reader.Entries.Keys.Any(key => IsInModel(key, name)))];
        if (ModelBundle.IsBundle(reader))
        {
            Format = ModelFileFormat.Bundle;
            Bundle = ModelBundle.ReadInfo((SafetensorsReader)reader);
            (Kind, Config, parts, Entries) = (Bundle.Kind, Bundle.Config, [], Bundle.Entries);
        }
        else if (reader is SafetensorsReader { Metadata: var metadata })
        {
            bool isTraining = metadata.GetValueOrDefault(ModelBundle.FormatKey) == TrainingFormat;
            Format = isTraining ? ModelFileFormat.TrainingCheckpoint : ModelFileFormat.Safetensors;
            Entries = isTraining ? metadata : Entries;
            Config = isTraining ? metadata.GetValueOrDefault(ModelBundle.ConfigKey) : null;
            Kind = isTraining ? metadata.GetValueOrDefault(ModelBundle.KindKey) : null;
        }
        else
        {
            Format = ModelFileFormat.PyTorch;
        }
        Parts = parts;
        if (part is not null && !parts.Contains(part))
        {
            throw new InvalidDataException(
                $"'{reader.Name}': expected a model '{part}' in the file, found "
                + $"{(parts.Length == 0 ? "a single one without a name" : string.Join(", ", parts))}.");
        }
        Part = part ?? parts.FirstOrDefault();
        Weights = Unwrap(Part is null ? reader : TensorSourceView.WithoutPrefix(reader, Part + "."));
    }

    /// <summary>The file's path.</summary>
    public string Name => _reader.Name;

    /// <summary>What kind of file it is.</summary>
    internal ModelFileFormat Format { get; }

    /// <summary>What the file says that the model is; null if it says nothing.</summary>
    public string? Kind { get; }

    /// <summary>The model's configuration, a JSON text; null if it isn't in the file, and must be seen from the weights.</summary>
    public string? Config { get; }

    /// <summary>What the file says besides kind and configuration, JSON texts by name; empty where it is none of this library's.</summary>
    internal IReadOnlyDictionary<string, string> Entries { get; } = new Dictionary<string, string>();

    /// <summary>What the file says about itself if it is a bundle, else null.</summary>
    internal ModelBundleInfo? Bundle { get; }

    /// <summary>The names of the models in the file; empty if there is one, without a name.</summary>
    public IReadOnlyList<string> Parts { get; }

    /// <summary>Which of <see cref="Parts"/> was taken; null if there is one, without a name.</summary>
    public string? Part { get; }

    /// <summary>The weights of the model that was taken, under the names of a state dict. They stay in the file until they are read.</summary>
    internal ITensorSource Weights { get; }

    /// <summary>The number of tensors in the whole file.</summary>
    internal int TensorCount { get; }

    /// <summary>The pipeline that the model is a step of; null where it is in a file of its own.</summary>
    private PipelineFile? Pipeline { get; init; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">
    /// A bundle, a checkpoint of a training, a safetensors file, a PyTorch file, or a zip of ML.NET's <c>Model.Save</c>; of a zip with several
    /// networks one is chosen by its step behind <c>#</c>, or by <paramref name="part"/>.
    /// </param>
    /// <param name="part">Which model to take from a checkpoint, for instance <c>model</c>; null takes the averaged one if there is one.</param>
    /// <exception cref="InvalidDataException">
    /// The file is none of these, is damaged, or has no such part; the message names what was expected and what was found.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static ModelFile Open(string path, string? part = null)
    {
        var pipeline = PipelineFile.Find(path, part);
        return Of(pipeline?.OpenNetwork() ?? TensorReader.Open(path), pipeline is null ? part : null, pipeline);
    }

    /// <summary>Opens the autoencoder that belongs to the network of latents of a pipeline.</summary>
    /// <returns>The file, which the caller disposes; null where there is none: the autoencoder of a file of weights is in another one.</returns>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public ModelFile? OpenAutoencoder() => Pipeline is { HasAutoencoder: true } pipeline ? Of(pipeline.OpenAutoencoder(), null, null) : null;

    /// <summary>Checks that the file does not say that it holds another kind of model than the one that is wanted.</summary>
    /// <param name="kind">The kind.</param>
    /// <exception cref="InvalidDataException">It does; the message names both.</exception>
    internal void RequireKind(string kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (Kind is not null && Kind != kind)
        {
            throw new InvalidDataException(
                $"'{Name}': {ModelBundle.KindKey}: expected a model of kind '{kind}', found {SafetensorsHeader.Quote(Kind)}.");
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _reader.Dispose();

    private static ModelFile Of(TensorReader reader, string? part, PipelineFile? pipeline)
    {
        try
        {
            return new ModelFile(reader, part) { Pipeline = pipeline };
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether a tensor is one of a model's, which has modules: a moving average that keeps its copies under names of one piece is none.
    /// </summary>
    private static bool IsInModel(string key, string part) =>
        key.Length > part.Length && key.StartsWith(part, StringComparison.Ordinal) && key[part.Length] == '.'
            && key.IndexOf('.', part.Length + 1) > 0;

    private static ITensorSource Unwrap(ITensorSource source)
    {
        string? wrapper = _wrappers.FirstOrDefault(
            prefix => source.Entries.Count > 0 && source.Entries.Keys.All(key => key.StartsWith(prefix, StringComparison.Ordinal)));
        return wrapper is null ? source : Unwrap(TensorSourceView.WithoutPrefix(source, wrapper));
    }
}
