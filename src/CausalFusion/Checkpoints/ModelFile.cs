using CausalFusion.Files;

namespace CausalFusion.Checkpoints;

/// <summary>
/// A file with a model's weights, whatever its format: one of the models in it is chosen, and its weights get the names of a state dict. What builds
/// models of one kind takes it from there.
/// </summary>
/// <remarks>
/// A checkpoint of a training often holds the same model twice, trained (<c>model</c>) and averaged (<c>ema</c>); unless told otherwise, the averaged
/// one is taken, as it draws better. Of a whole latent diffusion model, such as Stable Diffusion, the autoencoder is taken
/// (<c>first_stage_model</c>). Where several are left to choose from, one must be named. What wraps a model and puts its own name before every name
/// in it (<c>module.</c>, <c>_orig_mod.</c>, <c>net.</c>) is seen through.
/// </remarks>
public sealed class ModelFile : IDisposable
{
    /// <summary>What the metadata of a checkpoint of a training say that it is.</summary>
    internal const string TrainingFormat = "causalfusion-training";

    private readonly TensorReader _reader;

    private ModelFile(TensorReader reader, string? part)
    {
        _reader = reader;
        TensorCount = reader.Entries.Count;
        Format = reader is PyTorchReader ? ModelFileFormat.PyTorch : ModelFileFormat.Safetensors;
        IReadOnlyDictionary<string, string> metadata = reader.Metadata;
        if (ModelBundle.IsBundle(reader))
        {
            Bundle = ModelBundle.ReadInfo(reader);
            Format = reader is SafetensorsReader ? ModelFileFormat.Bundle : Format;
            (Kind, Config, Entries) = (Bundle.Kind, Bundle.Config, Bundle.Entries);
        }
        else if (metadata.GetValueOrDefault(ModelBundle.FormatKey) == TrainingFormat)
        {
            Format = ModelFileFormat.TrainingCheckpoint;
            Entries = metadata;
            (Kind, Config) = (metadata.GetValueOrDefault(ModelBundle.KindKey), metadata.GetValueOrDefault(ModelBundle.ConfigKey));
        }
        ModelParts parts = Bundle is null ? ModelParts.Of(reader) : ModelParts.None(reader);
        Parts = parts.Names;
        Part = parts.Choose(part);
        Weights = ModelParts.Unwrapped(Part is null ? reader : TensorSourceView.WithoutPrefix(reader, Part + "."));
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
    /// A bundle, a checkpoint of a training, a safetensors file, a PyTorch file, the index of several files that belong together, or a zip of
    /// ML.NET's <c>Model.Save</c>; of a zip with several networks one is chosen by its step behind <c>#</c>, or by <paramref name="part"/>.
    /// </param>
    /// <param name="part">Which model to take from a checkpoint, for instance <c>model</c>; null takes the averaged one if there is one.</param>
    /// <exception cref="InvalidDataException">
    /// The file is none of these, is damaged, has no such part, or several of which none is named; the message names what was expected and what was
    /// found.
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
}
