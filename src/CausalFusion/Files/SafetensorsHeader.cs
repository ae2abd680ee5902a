using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>
/// The header of a safetensors file: parsed from bytes that may be hostile, and checked until every tensor is known to lie in the file.
/// </summary>
/// <remarks>
/// Memory stays proportional to the header's bytes, whatever they claim. Bytes that no tensor owns are refused, as the format demands. An offset need
/// not be a multiple of the element's size: the format's readers take such files, and ours copies.
/// </remarks>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header that the format allows, in bytes.</summary>
    public const long MaxLength = 100_000_000;

    /// <summary>The entry of the header that holds the file's own strings instead of a tensor.</summary>
    public const string MetadataName = "__metadata__";

    // libtorch iterates over at most 64 dimensions.
    private const int MaxRank = 64;

    private readonly string _source;
    private readonly long _dataLength;
    private bool _hasMetadata;

    private SafetensorsHeader(string source, long dataLength)
    {
        _source = source;
        _dataLength = dataLength;
    }

    public OrderedDictionary<string, TensorEntry> Entries { get; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <param name="json">The header without its length prefix, with its padding.</param>
    /// <param name="dataLength">The number of bytes that follow the header in the file.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="InvalidDataException">The header breaks a rule of the format.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string source)
    {
        var header = new SafetensorsHeader(source, dataLength);
        ReadOnlySpan<byte> content = json.TrimStart(" \t\r\n"u8);
        if (content.IsEmpty || content[0] != (byte)'{')
        {
            throw header.Refuse(
                "expected a header that begins with '{', " + (content.IsEmpty ? "found an empty one" : $"found byte 0x{content[0]:X2}"));
        }
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        try
        {
            header.ReadRoot(ref reader);
        }
        // InvalidOperationException: a string that is not UTF-8 or holds half a surrogate pair.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{source}': the safetensors header is not valid JSON: {exception.Message}", exception);
        }
        header.CheckLayout();
        return header;
    }

    private void ReadRoot(ref Utf8JsonReader reader)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == MetadataName)
            {
                ReadMetadata(ref reader);
            }
            else if (!Entries.TryAdd(name, ReadEntry(ref reader, name)))
            {
                throw Refuse(name, "the name occurs twice");
            }
        }
        // Fails on anything but padding.
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (_hasMetadata)
        {
            throw Refuse($"{MetadataName} occurs twice");
        }
        _hasMetadata = true;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Refuse($"{MetadataName}: expected an object of strings, found {Describe(reader)}");
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                throw Refuse($"{MetadataName}, key {Quote(key)}: expected a string, found {Describe(reader)}");
            }
            if (!Metadata.TryAdd(key, reader.GetString()!))
            {
                throw Refuse($"{MetadataName}: key {Quote(key)} occurs twice");
            }
        }
    }

    private TensorEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Refuse(name, $"expected an object with dtype, shape and data_offsets, found {Describe(reader)}");
        }
        string? dtype = null;
        ImmutableArray<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            reader.Read();
            bool first = field switch
            {
                "dtype" => dtype is null,
                "shape" => shape is null,
                "data_offsets" => offsets is null,
                _ => throw Refuse(name, $"expected only dtype, shape and data_offsets, found {Quote(field)}"),
            };
            if (!first)
            {
                throw Refuse(name, $"{field} occurs twice");
            }
            switch (field)
            {
                case "dtype": dtype = ReadDType(ref reader, name); break;
                case "shape": shape = ReadNumbers(ref reader, name, field, MaxRank); break;
                default: offsets = ReadNumbers(ref reader, name, field, 2); break;
            }
        }
        if (dtype is null || shape is null || offsets is null)
        {
            throw Refuse(name, $"{(dtype is null ? "dtype" : shape is null ? "shape" : "data_offsets")} is missing");
        }
        return MakeEntry(name, dtype, shape.Value, offsets.Value);
    }

    private string ReadDType(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw Refuse(name, $"dtype: expected a string, found {Describe(reader)}");
        }
        return reader.GetString()!;
    }

    private ImmutableArray<long> ReadNumbers(ref Utf8JsonReader reader, string name, string field, int maxCount)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Refuse(name, $"{field}: expected an array of whole numbers, found {Describe(reader)}");
        }
        var numbers = ImmutableArray.CreateBuilder<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw Refuse(name, $"{field}: expected whole numbers from 0 to {long.MaxValue}, found {Describe(reader)}");
            }
            if (numbers.Count == maxCount)
            {
                throw Refuse(name, $"{field}: expected at most {maxCount} numbers, found more");
            }
            numbers.Add(number);
        }
        return numbers.DrainToImmutable();
    }

    private TensorEntry MakeEntry(string name, string typeName, ImmutableArray<long> shape, ImmutableArray<long> offsets)
    {
        if (offsets.Length != 2)
        {
            throw Refuse(name, $"data_offsets: expected 2 numbers, found {offsets.Length}");
        }
        (long begin, long end) = (offsets[0], offsets[1]);
        if (begin > end || end > _dataLength)
        {
            throw Refuse(name, $"data_offsets: expected a range within the file's {_dataLength} bytes of data, found [{begin}, {end})");
        }
        if (SafetensorsDType.Find(typeName) is not { } dtype)
        {
            // Newer than this library, or not the format's at all: how many bytes it needs is for those to know who want it.
            return new TensorEntry(name, ScalarType.Byte, [end - begin], begin, end - begin)
            {
                Unreadable = $"one of the type {Quote(typeName)}, shape ({string.Join(", ", shape)})",
            };
        }
        // Zeros are left out of the product, so that [2⁶², 2⁶², 0] does not pass for an empty tensor.
        Int128 extent = dtype.Size, byteLength = dtype.Size;
        foreach (long dimension in shape)
        {
            extent *= Math.Max(1, dimension);
            byteLength *= dimension;
            if (extent > long.MaxValue)
            {
                throw Refuse(name, $"shape: expected fewer than 2^63 bytes, found {Describe(shape)} of {dtype.Name}");
            }
        }
        if (byteLength != end - begin)
        {
            throw Refuse(
                name, $"expected {byteLength} bytes for {Describe(shape)} of {dtype.Name}, found {end - begin} in data_offsets [{begin}, {end})");
        }
        return new TensorEntry(name, dtype.Type, shape, begin, end - begin) { Widened = dtype.Widened };
    }

    /// <summary>Every byte of data belongs to exactly one tensor.</summary>
    private void CheckLayout()
    {
        long position = 0;
        TensorEntry? previous = null;
        foreach (TensorEntry entry in Entries.Values.OrderBy(entry => entry.Offset).ThenBy(entry => entry.ByteLength))
        {
            if (entry.Offset < position)
            {
                throw Refuse(
                    entry.Name, $"data_offsets: expected to begin at {position}, where tensor {Quote(previous!.Name)} ends, found an overlap from "
                        + $"{entry.Offset}");
            }
            if (entry.Offset > position)
            {
                throw Refuse(
                    entry.Name, $"data_offsets: expected to begin at {position}, found {entry.Offset}: the bytes between belong to no tensor");
            }
            position += entry.ByteLength;
            previous = entry;
        }
        if (position != _dataLength)
        {
            throw Refuse($"expected the file to end after {position} bytes of data, found {_dataLength}");
        }
    }

    private static string Describe(ImmutableArray<long> shape) => $"shape ({string.Join(", ", shape)})";

    private static string Describe(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, 40)]),
        JsonTokenType.String => "a string",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };

    private InvalidDataException Refuse(string problem) => new($"'{_source}': {problem}.");

    private InvalidDataException Refuse(string tensor, string problem) => Refuse($"tensor {Quote(tensor)}: {problem}");

    /// <summary>A name from a file, fit for a message: short, and without control characters.</summary>
    internal static string Quote(string name)
    {
        const int MaxShown = 100;
        string shown = string.Concat(name.Take(MaxShown).Select(character => char.IsControl(character) ? '\uFFFD' : character));
        return name.Length > MaxShown ? $"'{shown}…'" : $"'{shown}'";
    }
}
