using System.Buffers.Binary;
using System.Text;

namespace CausalFusion.Files;

/// <summary>
/// The directory of a zip archive whose files are stored without compression, so that they can be read in place. The archive may be hostile.
/// </summary>
/// <remarks>
/// Everything is checked against the archive's length before it is used: names are plain relative paths and unique, files neither overlap nor leave
/// the archive. Nothing is ever expanded: <see cref="RequireStored"/> refuses what is compressed, an encrypted file is refused at once. Memory is
/// proportional to the directory.
/// </remarks>
internal sealed class StoredZip
{
    /// <summary>The longest directory that is read, in bytes.</summary>
    public const long MaxDirectoryLength = 100_000_000;

    private const uint LocalSignature = 0x04034b50, DirectorySignature = 0x02014b50, EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50, Locator64Signature = 0x07064b50;
    private const int LocalLength = 30, DirectoryEntryLength = 46, EndLength = 22, End64Length = 56, Locator64Length = 20;
    private const ushort Encrypted = 1, Zip64Extra = 1;

    private readonly Stream _stream;
    private readonly string _source;
    private readonly long _start, _length;

    private StoredZip(Stream stream, string source)
    {
        _stream = stream;
        _source = source;
        _start = stream.Position;
        _length = stream.Length - _start;
    }

    /// <summary>The files by name, in the order in which they lie in the archive.</summary>
    public OrderedDictionary<string, StoredZipEntry> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the directory of an archive that a stream holds from its position to its end.</summary>
    /// <param name="stream">A stream that can be sought.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="InvalidDataException">The archive breaks a rule of the format, or a file in it is encrypted.</exception>
    public static StoredZip Open(Stream stream, string source)
    {
        var zip = new StoredZip(stream, source);
        (long offset, long length, long count) = zip.FindDirectory();
        zip.ReadDirectory(offset, length, count);
        return zip;
    }

    /// <summary>Checks that no file is compressed.</summary>
    /// <exception cref="InvalidDataException">One is; the message names it.</exception>
    public void RequireStored()
    {
        if (Entries.Values.FirstOrDefault(entry => entry.Method != 0) is { } packed)
        {
            throw Refuse(packed.Name, $"expected it to be stored as it is, as torch.save does, found it compressed by method {packed.Method}");
        }
    }

    private (long Offset, long Length, long Count) FindDirectory()
    {
        int tailLength = (int)Math.Min(_length, EndLength + ushort.MaxValue);
        byte[] tail = Read(_length - tailLength, tailLength);
        int at = -1;
        for (int i = tailLength - EndLength; i >= 0 && at < 0; i--)
        {
            if (UInt32(tail, i) == EndSignature && i + EndLength + UInt16(tail, i + 20) == tailLength)
            {
                at = i;
            }
        }
        if (at < 0)
        {
            throw Refuse("expected a zip archive, found no directory at its end: it is cut short, or is no zip archive");
        }
        ReadOnlySpan<byte> end = tail.AsSpan(at, EndLength);
        long position = _length - tailLength + at, count = UInt16(end, 10), length = UInt32(end, 12), offset = UInt32(end, 16);
        if (position >= Locator64Length && Read(
            position - Locator64Length, Locator64Length) is var locator && UInt32(locator, 0) == Locator64Signature)
        {
            long large = Int64(locator, 8);
            if (large < 0 || large != position - Locator64Length - End64Length || Read(
                large, End64Length) is not { } end64 || UInt32(end64, 0) != End64Signature)
            {
                throw Refuse("the zip64 end of the directory is not where its locator says");
            }
            count = Agreed(count, ushort.MaxValue, Int64(end64, 32));
            length = Agreed(length, uint.MaxValue, Int64(end64, 40));
            offset = Agreed(offset, uint.MaxValue, Int64(end64, 48));
            position = large;
        }
        if (offset < 0 || length < 0 || length > MaxDirectoryLength || offset > position || offset + length != position)
        {
            throw Refuse($"expected a zip directory of at most {MaxDirectoryLength} bytes that ends at {position}, found one of {length} bytes at "
                + $"{offset}");
        }
        return (offset, length, count);

        long Agreed(long small, long saturated, long large) => small == saturated || small == large
            ? large
            : throw Refuse($"its two zip directories contradict each other: {small} and {large}");
    }

    private void ReadDirectory(long directoryOffset, long directoryLength, long count)
    {
        byte[] directory = Read(directoryOffset, (int)directoryLength);
        var found = new List<(string Name, long Header, long Length, int Method, uint Checksum)>();
        for (int at = 0; at < directory.Length;)
        {
            if (directory.Length - at < DirectoryEntryLength || UInt32(directory, at) != DirectorySignature)
            {
                throw Refuse($"the zip directory is damaged after {found.Count} entries");
            }
            int nameLength = UInt16(directory, at + 28), extraLength = UInt16(directory, at + 30), commentLength = UInt16(directory, at + 32);
            int next = at + DirectoryEntryLength + nameLength + extraLength + commentLength;
            if (next > directory.Length)
            {
                throw Refuse($"the zip directory is damaged after {found.Count} entries");
            }
            string name = ReadName(directory.AsSpan(at + DirectoryEntryLength, nameLength));
            found.Add(ReadEntry(
                directory.AsSpan(at, DirectoryEntryLength), directory.AsSpan(at + DirectoryEntryLength + nameLength, extraLength), name));
            at = next;
        }
        if (found.Count != count)
        {
            throw Refuse($"expected {count} entries in the zip directory, found {found.Count}");
        }
        long free = 0;
        foreach ((string name, long header, long length, int method, uint checksum) in found.OrderBy(entry => entry.Header))
        {
            long data = FindData(name, header, directoryOffset);
            if (header < free || length > directoryOffset - data)
            {
                throw Refuse(name, $"expected {length} bytes of its own in the archive, found others' in their place");
            }
            if (!Entries.TryAdd(name, new StoredZipEntry(name, data, length, method, checksum)))
            {
                throw Refuse(name, "the name occurs twice in the archive");
            }
            free = data + length;
        }
    }

    private (
        string Name, long Header, long Length, int Method, uint Checksum) ReadEntry(
            ReadOnlySpan<byte> fixedPart, ReadOnlySpan<byte> extra, string name)
    {
        if ((UInt16(fixedPart, 8) & Encrypted) != 0)
        {
            throw Refuse(name, "it is encrypted");
        }
        long packed = UInt32(fixedPart, 20), length = UInt32(fixedPart, 24), header = UInt32(fixedPart, 42);
        while (extra.Length >= 4)
        {
            int size = UInt16(extra, 2);
            if (size > extra.Length - 4)
            {
                break;
            }
            if (UInt16(extra, 0) == Zip64Extra)
            {
                ReadOnlySpan<byte> large = extra.Slice(4, size);
                Widen(ref length, ref large);
                Widen(ref packed, ref large);
                Widen(ref header, ref large);
                break;
            }
            extra = extra[(4 + size)..];
        }
        int method = UInt16(fixedPart, 10);
        if (packed < 0 || header < 0 || (method == 0 && packed != length))
        {
            throw Refuse(name, $"expected as many bytes in the archive as it has, found {packed} and {length}");
        }
        return (name, header, packed, method, UInt32(fixedPart, 16));

        static void Widen(ref long value, ref ReadOnlySpan<byte> large)
        {
            if (value == uint.MaxValue && large.Length >= sizeof(long))
            {
                value = BinaryPrimitives.ReadInt64LittleEndian(large);
                large = large[sizeof(long)..];
            }
        }
    }

    private long FindData(string name, long header, long directoryOffset)
    {
        if (header > directoryOffset - LocalLength)
        {
            throw Refuse(name, $"expected its header before byte {directoryOffset}, found {header}");
        }
        byte[] local = Read(header, LocalLength);
        int nameLength = UInt16(local, 26);
        if (UInt32(local, 0) != LocalSignature || header + LocalLength + nameLength > directoryOffset
            || ReadName(Read(header + LocalLength, nameLength)) != name)
        {
            throw Refuse(name, $"expected its header at byte {header}, found something else");
        }
        long data = header + LocalLength + nameLength + UInt16(local, 28);
        return data <= directoryOffset ? data : throw Refuse(name, "its header runs into the directory");
    }

    private string ReadName(ReadOnlySpan<byte> utf8)
    {
        string name;
        try
        {
            name = StrictUtf8.Decode(utf8);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException($"'{_source}': a name in the zip directory is not UTF-8.", exception);
        }
        bool isPlain = name.Length > 0 && name[0] != '/' && !name.AsSpan().ContainsAny("\\:\0") && !name.Split('/').Contains("..");
        return isPlain ? name : throw Refuse(name, "expected a name that is a relative path inside the archive");
    }

    private byte[] Read(long offset, int length)
    {
        byte[] bytes = new byte[length];
        _stream.Position = _start + offset;
        try
        {
            _stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException($"'{_source}': the zip archive was cut short while it was read.", exception);
        }
        return bytes;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Int64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private InvalidDataException Refuse(string problem) => new($"'{_source}': {problem}.");

    private InvalidDataException Refuse(string entry, string problem) => Refuse($"zip entry {SafetensorsHeader.Quote(entry)}: {problem}");
}
