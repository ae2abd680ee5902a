using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using CausalFusion.Files.PyTorch;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>Writes tensors as a file that PyTorch's <c>torch.load</c> reads, also with <c>weights_only=True</c>: a state dict.</summary>
/// <remarks>
/// The pickle has only what plain tensors need, so that any reader that is careful takes it. The same tensors in the same order give the same bytes.
/// Tensors may be on any device and have any strides; beyond them, memory for one of them is needed, if it is not a contiguous CPU tensor.
/// </remarks>
internal static class PyTorchWriter
{
    // The version of the archive's layout, which PyTorch has kept since 1.6.
    private const string LayoutVersion = "3\n";

    /// <summary>The longest metadata that are read and written, in bytes.</summary>
    public const int MaxMetadataLength = 16_000_000;

    /// <summary>
    /// The file in the archive, beside the pickle, that holds texts of the writer's own, a JSON object. PyTorch's reader does not look at it.
    /// </summary>
    public const string MetadataName = "causalfusion.json";

    // Zip archives can't say that there is no time.
    private static readonly DateTimeOffset _noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a file, completely or not at all (<see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="tensors">The tensors and their names.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is not valid Unicode, or PyTorch has no such element type.</exception>
    /// <exception cref="IOException">
    /// The file can't be written, for instance because the disk is full; an older file of that name is intact.
    /// </exception>
    public static void Save(string path, IEnumerable<(string Name, Tensor Tensor)> tensors) => Save(path, OutgoingTensor.Of(tensors));

    /// <summary>
    /// Writes the tensors of another file, completely or not at all. They are read one at a time: the peak of memory is the largest.
    /// </summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="source">Where the tensors are; not the file that is written.</param>
    /// <param name="metadata">Texts to keep beside them.</param>
    /// <exception cref="ArgumentException">
    /// A text is not valid Unicode, PyTorch has no such element type, or the metadata are longer than <see cref="MaxMetadataLength"/>.
    /// </exception>
    /// <exception cref="InvalidDataException">The source was cut short since it was opened.</exception>
    /// <exception cref="IOException">
    /// The file can't be written, for instance because the disk is full; an older file of that name is intact.
    /// </exception>
    public static void Save(string path, ITensorSource source, IReadOnlyDictionary<string, string>? metadata = null) =>
        Save(path, OutgoingTensor.Of(source), metadata);

    /// <summary>Writes to a stream, front to back, from its position.</summary>
    /// <param name="stream">A stream that can be written; it is not closed.</param>
    /// <param name="tensors">The tensors and their names.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is not valid Unicode, or PyTorch has no such element type.</exception>
    public static void Save(Stream stream, IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        ArgumentNullException.ThrowIfNull(stream);
        List<OutgoingTensor> items = OutgoingTensor.Of(tensors);
        Write(stream, PyTorchPickle.Of(items), items, []);
    }

    private static void Save(string path, List<OutgoingTensor> items, IReadOnlyDictionary<string, string>? metadata = null)
    {
        byte[] pickle = PyTorchPickle.Of(items), texts = MetadataOf(metadata);
        AtomicFile.Write(path, stream => Write(stream, pickle, items, texts));
    }

    private static byte[] MetadataOf(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is not { Count: > 0 })
        {
            return [];
        }
        foreach ((string key, string text) in metadata)
        {
            StrictUtf8.Encode(key);
            StrictUtf8.Encode(text);
        }
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(new SortedDictionary<string, string>(metadata.ToDictionary(), StringComparer.Ordinal));
        return json.Length <= MaxMetadataLength
            ? json
            : throw new ArgumentException($"expected metadata of at most {MaxMetadataLength} bytes, found {json.Length}.", nameof(metadata));
    }

    private static void Write(Stream stream, byte[] pickle, List<OutgoingTensor> items, byte[] metadata)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Write("data.pkl", entry => entry.Write(pickle));
        for (int i = 0; i < items.Count; i++)
        {
            Write($"data/{i.ToString(CultureInfo.InvariantCulture)}", items[i].CopyTo);
        }
        Write("version", entry => entry.Write(StrictUtf8.Encode(LayoutVersion)));
        Write("byteorder", entry => entry.Write("little"u8));
        if (metadata.Length > 0)
        {
            Write(MetadataName, entry => entry.Write(metadata));
        }

        void Write(string name, Action<Stream> write)
        {
            ZipArchiveEntry entry = zip.CreateEntry("archive/" + name, CompressionLevel.NoCompression);
            entry.LastWriteTime = _noTime;
            using Stream content = entry.Open();
            write(content);
        }
    }
}
