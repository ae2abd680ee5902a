using System.Text.Json;
using TorchSharp;

namespace CausalFusion.Files;

/// <summary>
/// Reads tensors that lie in several files, as an index beside them says (<c>model.safetensors.index.json</c>): a JSON object whose
/// <c>weight_map</c> names the file of each tensor.
/// </summary>
/// <remarks>Every file is opened and checked at once; the tensors are those of the index, and no file may hold others.</remarks>
internal sealed class ShardedReader : TensorReader
{
    /// <summary>The longest index that is read, in bytes.</summary>
    public const long MaxIndexLength = 100_000_000;

    private const string Map = "weight_map";

    private const int MaxShards = 4096;

    private readonly OrderedDictionary<string, TensorReader> _shards = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, TensorEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorReader> _shardOf = new(StringComparer.Ordinal);

    private ShardedReader(string name) : base(name)
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, TensorEntry> Entries => _entries;

    /// <summary>Reads an index and opens its files.</summary>
    /// <param name="stream">The index; it is closed.</param>
    /// <param name="path">Its path; its files lie beside it.</param>
    /// <exception cref="InvalidDataException">
    /// The index is none, names something else than a file beside it, or a file is missing, damaged, or does not hold what the index says.
    /// </exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static ShardedReader Open(FileStream stream, string path)
    {
        Dictionary<string, string> map;
        using (stream)
        {
            map = ReadMap(stream, path);
        }
        var reader = new ShardedReader(path);
        try
        {
            reader.OpenShards(map);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (TensorReader shard in _shards.Values)
        {
            shard.Dispose();
        }
    }

    internal override void Fill(torch.Tensor tensor, TensorEntry entry)
    {
        TensorReader shard = _shardOf[entry.Name];
        shard.Fill(tensor, shard.Entries[entry.Name]);
    }

    private static Dictionary<string, string> ReadMap(FileStream stream, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(Map, out JsonElement map)
                || map.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidDataException(
                    $"'{path}': expected a file of tensors (safetensors, or PyTorch's), or an index of such files, found a JSON text without "
                    + $"'{Map}' that begins with {SafetensorsHeader.Quote(document.RootElement.GetRawText())}.");
            }
            var files = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (JsonProperty item in map.EnumerateObject())
            {
                if (item.Value.ValueKind != JsonValueKind.String || !files.TryAdd(item.Name, item.Value.GetString()!))
                {
                    throw new InvalidDataException($"'{path}': {Map}: expected the name of one file for {SafetensorsHeader.Quote(item.Name)}.");
                }
            }
            return files;
        }
        // InvalidOperationException: a text that holds half a surrogate pair.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"'{path}': expected a file of tensors (safetensors, or PyTorch's), or an index of such files in JSON, found a text that begins like "
                + $"JSON and is none: {exception.Message}", exception);
        }
    }

    private void OpenShards(Dictionary<string, string> map)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(Name))!;
        string[] files = [.. map.Values.Distinct(StringComparer.Ordinal)];
        if (files.Length is 0 or > MaxShards)
        {
            throw Refuse($"expected 1 to {MaxShards} files, found {files.Length}");
        }
        foreach (string file in files)
        {
            // Neither a way to another folder, nor what one system or the other takes for one.
            if (file.Length == 0 || file is "." or ".." || file.AsSpan().IndexOfAny("/\\:\0") >= 0)
            {
                throw Refuse($"expected the plain name of a file beside the index, found {SafetensorsHeader.Quote(file)}");
            }
            if (!File.Exists(Path.Combine(folder, file)))
            {
                throw Refuse($"expected the file {SafetensorsHeader.Quote(file)} beside the index, one of {files.Length}, found none");
            }
            _shards.Add(file, TensorReader.Open(Path.Combine(folder, file), isShard: true));
        }
        long start = 0;
        foreach ((string file, TensorReader shard) in _shards)
        {
            foreach (TensorEntry entry in shard.Entries.Values)
            {
                if (map.GetValueOrDefault(entry.Name) != file)
                {
                    throw Refuse(
                        $"tensor {SafetensorsHeader.Quote(entry.Name)}: found in {SafetensorsHeader.Quote(file)}, where the index does not say it "
                        + "is");
                }
                _entries.Add(entry.Name, entry with { Offset = start + entry.Offset });
                _shardOf.Add(entry.Name, shard);
            }
            start += new FileInfo(shard.Name).Length;
        }
        if (map.Keys.FirstOrDefault(name => !_entries.ContainsKey(name)) is { } missing)
        {
            throw Refuse($"tensor {SafetensorsHeader.Quote(missing)}: expected in {SafetensorsHeader.Quote(map[missing])}, found it not there");
        }
    }

    private InvalidDataException Refuse(string problem) => new($"'{Name}': {problem}.");
}
