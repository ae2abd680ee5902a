using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>Writes tensors as a safetensors file.</summary>
/// <remarks>
/// The same tensors and metadata give the same bytes, in whatever order they come: tensors are laid out as by the format's reference writer, the most
/// strictly aligned element types first and then by name; metadata by key; the header is padded to 8 bytes. Tensors may be on any device and have any
/// strides. Beyond the tensors themselves, memory for one of them is needed, if it is not a contiguous CPU tensor.
/// </remarks>
internal static class SafetensorsWriter
{
    private static readonly JsonWriterOptions _headerFormat = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a file, completely or not at all (<see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="tensors">The tensors and their names.</param>
    /// <param name="metadata">Strings to keep in the header.</param>
    /// <exception cref="ArgumentException">
    /// A name occurs twice or is reserved, a text is not valid Unicode, an element type is not in the format, or the header would exceed 100 MB.
    /// </exception>
    /// <exception cref="IOException">
    /// The file can't be written, for instance because the disk is full; an older file of that name is intact.
    /// </exception>
    public static void Save(string path, IEnumerable<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        (byte[] header, List<Item> items, long dataLength) = Plan(OutgoingTensor.Of(tensors), metadata);
        AtomicFile.Write(path, stream => Write(stream, header, items), sizeof(ulong) + header.Length + dataLength);
    }

    /// <summary>
    /// Writes the tensors of another file, completely or not at all. They are read one at a time: the peak of memory is the largest.
    /// </summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="source">Where the tensors are; not the file that is written.</param>
    /// <param name="metadata">Strings to keep in the header.</param>
    /// <exception cref="ArgumentException">
    /// A name is reserved or not valid Unicode, an element type is not in the format, or the header would exceed 100 MB.
    /// </exception>
    /// <exception cref="InvalidDataException">The source was cut short since it was opened.</exception>
    /// <exception cref="IOException">
    /// The file can't be written, for instance because the disk is full; an older file of that name is intact.
    /// </exception>
    public static void Save(string path, ITensorSource source, IReadOnlyDictionary<string, string>? metadata = null)
    {
        (byte[] header, List<Item> items, long dataLength) = Plan(OutgoingTensor.Of(source), metadata);
        AtomicFile.Write(path, stream => Write(stream, header, items), sizeof(ulong) + header.Length + dataLength);
    }

    /// <summary>Writes to a stream, front to back, from its position.</summary>
    /// <param name="stream">A stream that can be written; it is not closed.</param>
    /// <param name="tensors">The tensors and their names.</param>
    /// <param name="metadata">Strings to keep in the header.</param>
    /// <exception cref="ArgumentException">
    /// A name occurs twice or is reserved, a text is not valid Unicode, an element type is not in the format, or the header would exceed 100 MB.
    /// </exception>
    public static void Save(Stream stream, IEnumerable<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (byte[] header, List<Item> items, _) = Plan(OutgoingTensor.Of(tensors), metadata);
        Write(stream, header, items);
    }

    private static (byte[] Header, List<Item> Items, long DataLength) Plan(
        List<OutgoingTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var items = new List<Item>(tensors.Count);
        foreach (OutgoingTensor tensor in tensors)
        {
            if (tensor.Name == SafetensorsHeader.MetadataName)
            {
                throw new ArgumentException($"tensor '{tensor.Name}': expected a name of its own, found the format's.", nameof(tensors));
            }
            if (SafetensorsDType.Find(tensor.DType) is not { } dtype)
            {
                throw new ArgumentException(
                    $"tensor {SafetensorsHeader.Quote(tensor.Name)}: expected one of the types {SafetensorsDType.Names}, found {tensor.DType}.",
                    nameof(tensors));
            }
            items.Add(new Item(StrictUtf8.Encode(tensor.Name), tensor, dtype));
        }
        items.Sort(Item.ByAlignmentThenName);

        var buffer = new ArrayBufferWriter<byte>();
        long dataLength = WriteHeader(buffer, items, metadata);
        if (buffer.WrittenCount > SafetensorsHeader.MaxLength)
        {
            throw new ArgumentException(
                $"expected a header of at most {SafetensorsHeader.MaxLength} bytes, found {buffer.WrittenCount}.", nameof(tensors));
        }
        return (buffer.WrittenSpan.ToArray(), items, dataLength);
    }

    private static long WriteHeader(ArrayBufferWriter<byte> buffer, List<Item> items, IReadOnlyDictionary<string, string>? metadata)
    {
        long offset = 0;
        using (var json = new Utf8JsonWriter(buffer, _headerFormat))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataName);
                foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(StrictUtf8.Encode(key), StrictUtf8.Encode(value));
                }
                json.WriteEndObject();
            }
            foreach (Item item in items)
            {
                long end = checked(offset + item.Tensor.ElementCount * item.DType.Size);
                json.WriteStartObject(item.Utf8Name);
                json.WriteString("dtype", item.DType.Name);
                WriteNumbers(json, "shape", item.Tensor.Shape);
                WriteNumbers(json, "data_offsets", [offset, end]);
                json.WriteEndObject();
                offset = end;
            }
            json.WriteEndObject();
        }
        int padding = -buffer.WrittenCount & 7;
        buffer.Write("       "u8[..padding]);
        return offset;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }
        json.WriteEndArray();
    }

    private static void Write(Stream stream, byte[] header, List<Item> items)
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        stream.Write(prefix);
        stream.Write(header);
        foreach (Item item in items)
        {
            item.Tensor.CopyTo(stream);
        }
    }

    private sealed record Item(byte[] Utf8Name, OutgoingTensor Tensor, SafetensorsDType DType)
    {
        public static int ByAlignmentThenName(Item left, Item right)
        {
            int byAlignment = left.DType.Rank.CompareTo(right.DType.Rank);
            return byAlignment != 0 ? byAlignment : left.Utf8Name.AsSpan().SequenceCompareTo(right.Utf8Name);
        }
    }
}
