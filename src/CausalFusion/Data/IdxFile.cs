using System.Buffers.Binary;
using System.IO.Compression;

namespace CausalFusion.Data;

/// <summary>Reads an IDX file of bytes, the format of MNIST and its successors, plain or compressed with gzip.</summary>
/// <remarks>
/// The file is streamed into buffers that the caller provides: whatever the header claims, nothing is allocated for it. A plain file's length is
/// checked when it is opened, a compressed file's by what its last bytes say; it is read no further than its header allows, and must end exactly
/// there (<see cref="ExpectEnd"/>). Gzip files of several members, which no IDX file is known to be, are refused.
/// </remarks>
internal sealed class IdxFile : IDisposable
{
    /// <summary>The default of the limit on a file's content: 4 GiB.</summary>
    public const long DefaultMaxBytes = 4L << 30;

    private const int UnsignedByte = 0x08;
    private const int MaxRank = 8;

    private readonly string _path;
    private readonly Stream _stream;
    private readonly int[] _dimensions;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file; it is taken for compressed if it begins like a gzip file, whatever its name.</param>
    /// <param name="maxBytes">The most bytes of content to accept, not counting the header.</param>
    /// <exception cref="InvalidDataException">
    /// The file is no IDX file of bytes, is cut short or too long, or has more than <paramref name="maxBytes"/>.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public IdxFile(string path, long maxBytes = DefaultMaxBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        _path = path;
        FileStream file = File.OpenRead(path);
        _stream = file;
        try
        {
            bool isCompressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            uint statedLength = isCompressed ? LengthInTrailer(file) : 0;
            file.Position = 0;
            if (isCompressed)
            {
                _stream = new GZipStream(file, CompressionMode.Decompress);
            }
            _dimensions = ReadHeader();
            long length = CheckedLength(maxBytes);
            if (isCompressed ? statedLength != (uint)(HeaderLength + length) : file.Length != HeaderLength + length)
            {
                throw new InvalidDataException(
                    $"'{path}': expected {HeaderLength + length} bytes, for {Shape} and a header, found "
                    + $"{(isCompressed ? $"{statedLength} (modulo 2^32) stated at the end of the compressed file" : file.Length)}.");
            }
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>The dimensions: first the number of items, then an item's own.</summary>
    public IReadOnlyList<int> Dimensions => _dimensions;

    /// <summary>Fills a span with the file's next bytes.</summary>
    /// <param name="destination">Receives the bytes, for instance one item's.</param>
    /// <exception cref="InvalidDataException">The file ends before, or its compressed data are damaged.</exception>
    public void Read(Span<byte> destination)
    {
        if (Guarded(destination) < destination.Length)
        {
            throw new InvalidDataException($"'{_path}': expected {Shape} bytes after the header, found fewer.");
        }
    }

    /// <summary>Checks that everything has been read.</summary>
    /// <exception cref="InvalidDataException">There are more bytes than the header says, or the compressed data are damaged at their end.</exception>
    public void ExpectEnd()
    {
        Span<byte> one = stackalloc byte[1];
        if (Guarded(one) != 0)
        {
            throw new InvalidDataException($"'{_path}': expected {Shape} bytes after the header, found more.");
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private int HeaderLength => sizeof(int) * (1 + _dimensions.Length);

    private string Shape => string.Join(" × ", _dimensions);

    /// <summary>
    /// The last word of a gzip member: its uncompressed length modulo 2³². Without it a file cut short at its end would pass for whole.
    /// </summary>
    private uint LengthInTrailer(FileStream file)
    {
        const int ShortestMember = 18;
        if (file.Length < ShortestMember)
        {
            throw new InvalidDataException(
                $"'{_path}': the compressed data are cut short: expected at least {ShortestMember} bytes, found {file.Length}.");
        }
        Span<byte> word = stackalloc byte[sizeof(uint)];
        file.Position = file.Length - word.Length;
        file.ReadExactly(word);
        return BinaryPrimitives.ReadUInt32LittleEndian(word);
    }

    private int[] ReadHeader()
    {
        Span<byte> word = stackalloc byte[4];
        ReadHeaderWord(word);
        if (word[0] != 0 || word[1] != 0 || word[3] is 0 or > MaxRank)
        {
            throw new InvalidDataException(
                $"'{_path}': expected an IDX file, which begins with bytes 0, 0, type, rank (1 to {MaxRank}), found {word[0]}, {word[1]}, "
                + $"{word[2]}, {word[3]}.");
        }
        if (word[2] != UnsignedByte)
        {
            throw new InvalidDataException($"'{_path}': expected IDX data of unsigned bytes (type 0x{UnsignedByte:X2}), found type 0x{word[2]:X2}.");
        }
        int[] dimensions = new int[word[3]];
        for (int i = 0; i < dimensions.Length; i++)
        {
            ReadHeaderWord(word);
            uint dimension = BinaryPrimitives.ReadUInt32BigEndian(word);
            if (dimension > int.MaxValue)
            {
                throw new InvalidDataException($"'{_path}': dimension {i}: expected at most {int.MaxValue}, found {dimension}.");
            }
            dimensions[i] = (int)dimension;
        }
        return dimensions;
    }

    private void ReadHeaderWord(Span<byte> word)
    {
        if (Guarded(word) < word.Length)
        {
            throw new InvalidDataException($"'{_path}': expected an IDX file, found one that ends within its header.");
        }
    }

    private long CheckedLength(long maxBytes)
    {
        Int128 length = 1;
        foreach (int dimension in _dimensions)
        {
            length *= Math.Max(1, dimension);
            if (length > maxBytes)
            {
                throw new InvalidDataException($"'{_path}': expected at most {maxBytes} bytes of data, found a header that claims {Shape}.");
            }
        }
        return _dimensions.Contains(0) ? 0 : (long)length;
    }

    private int Guarded(Span<byte> destination)
    {
        try
        {
            return _stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"'{_path}': the compressed data are damaged or cut short: {exception.Message}", exception);
        }
    }
}
