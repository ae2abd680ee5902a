using System.IO.Compression;
using CausalFusion.Files;

namespace CausalFusion.Checkpoints;

/// <summary>
/// A network in a zip of ML.NET's <c>Model.Save</c>: of a pipeline whose steps, or one of them, are transformers of CausalFusion.ML. Of these the
/// networks alone are read, which are model bundles.
/// </summary>
internal sealed class PipelineFile
{
    private const string WeightsName = "Weights.safetensors", AutoencoderName = "Autoencoder.safetensors", ComponentName = "Model.key";

    private const string Root = "TransformerChain";

    private readonly string _path, _name, _weights;
    private readonly string? _autoencoder;

    private PipelineFile(string path, string name, string weights, string? autoencoder)
    {
        (_path, _name, _weights, _autoencoder) = (path, name, weights, autoencoder);
    }

    /// <summary>Whether the network has an autoencoder beside it.</summary>
    public bool HasAutoencoder => _autoencoder is not null;

    /// <summary>Finds the network of a file, if that is such a zip.</summary>
    /// <param name="path">The file; behind <c>#</c> a step of the pipeline, such as <c>Transform_001</c>, where several have a network.</param>
    /// <param name="step">The step in another way; null if the path says it, or there is no choice.</param>
    /// <returns>The network; null if the file is no zip, or one of PyTorch's.</returns>
    /// <exception cref="InvalidDataException">
    /// The zip is damaged, or no pipeline with a network, or has several different ones of which none is chosen; the message names them.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static PipelineFile? Find(string path, string? step = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        int mark = path.LastIndexOf('#');
        (string file, string? asked) = mark > 0 && !File.Exists(path) ? (path[..mark], path[(mark + 1)..]) : (path, null);
        if (!File.Exists(file) || !IsZip(file))
        {
            return null;
        }
        ZipArchiveEntry[] entries = Entries(file, out bool isPipeline);
        return isPipeline ? Choose(file, entries, asked ?? step) : null;
    }

    /// <summary>Opens the network's weights.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public TensorReader OpenNetwork() => Open(_weights, _name);

    /// <summary>Opens the autoencoder's weights.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public TensorReader OpenAutoencoder() => Open(_autoencoder!, $"{_name}: {AutoencoderName}");

    private SafetensorsReader Open(string entry, string name) => new(ZippedFile.Open(_path, entry, name), name);

    private static bool IsZip(string path)
    {
        using FileStream stream = File.OpenRead(path);
        Span<byte> head = stackalloc byte[9];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        return head.StartsWith("PK\x03\x04"u8) && head[^1] != '{'; // which a safetensors header could begin with
    }

    private static ZipArchiveEntry[] Entries(string path, out bool isPipeline)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            isPipeline = archive.Entries.Any(entry => FolderOf(entry, ComponentName) is not null);
            return [.. archive.Entries];
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or ArgumentException or OverflowException)
        {
            // What reads PyTorch's zips says what is wrong with one that cannot be read at all.
            isPipeline = false;
            return [];
        }
    }

    private static PipelineFile Choose(string path, ZipArchiveEntry[] entries, string? step)
    {
        var networks = new OrderedDictionary<string, (ZipArchiveEntry Weights, ZipArchiveEntry? Autoencoder)>(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in entries)
        {
            if (FolderOf(entry, WeightsName) is { } folder && !networks.TryAdd(
                folder, (entry, entries.FirstOrDefault(other => FolderOf(other, AutoencoderName) == folder))))
            {
                throw new InvalidDataException($"'{path}': the archive is damaged: it has '{entry.FullName}' twice.");
            }
        }
        if (networks.Count == 0)
        {
            throw new InvalidDataException(
                $"'{path}': expected a pipeline with a network, found one of ML.NET without a transformer of CausalFusion.");
        }
        string listed = string.Join(", ", networks.Keys.Select(name => $"'{name}'"));
        if (step is not null && !networks.ContainsKey(step))
        {
            throw new InvalidDataException(
                $"'{path}': expected a network in the step '{step}' of the pipeline, found {(networks.ContainsKey("") ? "a single one" : listed)}.");
        }
        // A pipeline that draws and featurizes has the same network twice.
        if (step is null && networks.Values.DistinctBy(files => (Content(files.Weights), Content(files.Autoencoder))).Count() > 1)
        {
            throw new InvalidDataException(
                $"'{path}': expected a pipeline with one network, found several, in the steps {listed}: choose one by "
                + $"'{path}#{networks.GetAt(0).Key}' or the like.");
        }
        string chosen = step ?? networks.GetAt(0).Key;
        (ZipArchiveEntry weights, ZipArchiveEntry? autoencoder) = networks[chosen];
        return new PipelineFile(path, step is null ? path : $"{path}#{step}", weights.FullName, autoencoder?.FullName);

        static (long Length, uint Checksum) Content(ZipArchiveEntry? file) => file is null ? default : (file.Length, file.Crc32);
    }

    /// <summary>The step, as a path below the root, that a file of a name belongs to; null if it is another file.</summary>
    private static string? FolderOf(ZipArchiveEntry entry, string name)
    {
        string full = entry.FullName.Replace('\\', '/');
        return !full.StartsWith(Root + "/", StringComparison.Ordinal) || !full.EndsWith("/" + name, StringComparison.Ordinal) ? null
            : full.Length == Root.Length + name.Length + 1 ? ""
            : full[(Root.Length + 1)..^(name.Length + 1)];
    }
}
