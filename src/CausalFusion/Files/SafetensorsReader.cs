using System.Buffers.Binary;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>Reads tensors from a safetensors file: a length, a JSON header, then the bytes of the tensors one after the other.</summary>
/// <remarks>
/// The header is checked completely when the file is opened, before any tensor is allocated: names are unique, every tensor lies in the file and has
/// as many bytes as its type and shape need, and no byte is left over. A file that claims more than it has is refused without allocating what it
/// claims. Reads are thread-safe; they take turns.
/// </remarks>
internal sealed class SafetensorsReader : TensorReader
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly long _dataStart;
    private readonly SafetensorsHeader _header;
    private readonly Lock _turn = new();

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file to read.</param>
    /// <exception cref="InvalidDataException">
    /// The file is not a valid safetensors file; the message names the file, the tensor, what was expected and what was found.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public SafetensorsReader(string path)
        : this(File.OpenRead(path), path, leaveOpen: false)
    {
    }

    /// <summary>Reads a safetensors file from a stream, from its position to its end.</summary>
    /// <param name="stream">A stream that can be read and sought; it is the reader's own until the reader is disposed.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="leaveOpen">Whether the stream stays open when the reader is disposed.</param>
    /// <exception cref="ArgumentException">The stream can't be read or sought.</exception>
    /// <exception cref="InvalidDataException">The content is not a valid safetensors file.</exception>
    public SafetensorsReader(Stream stream, string name, bool leaveOpen = false) : base(name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        if (!stream.CanRead || !stream.CanSeek)
        {
            throw new ArgumentException($"'{name}': expected a stream that can be read and sought.", nameof(stream));
        }
        _stream = stream;
        _leaveOpen = leaveOpen;
        try
        {
            byte[] header = ReadHeader();
            _dataStart = stream.Position;
            _header = SafetensorsHeader.Parse(header, stream.Length - _dataStart, name);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, TensorEntry> Entries => _header.Entries;

    /// <summary>The file's own strings (<c>__metadata__</c>); empty if it has none.</summary>
    public override IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }

    /// <summary>Where a tensor's bytes begin in the file.</summary>
    internal long PositionOf(TensorEntry entry) => _dataStart + entry.Offset;

    internal override void Fill(Tensor tensor, TensorEntry entry)
    {
        lock (_turn)
        {
            try
            {
                _stream.Position = PositionOf(entry);
                TensorMemory.ReadFrom(_stream, tensor);
            }
            catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
            {
                throw new InvalidDataException($"'{Name}': tensor {SafetensorsHeader.Quote(entry.Name)}: {exception.Message}", exception);
            }
        }
    }

    private byte[] ReadHeader()
    {
        long length = _stream.Length - _stream.Position;
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        if (length < prefix.Length)
        {
            throw new InvalidDataException($"'{Name}': expected a safetensors file of at least {prefix.Length} bytes, found {length}.");
        }
        _stream.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        long limit = Math.Min(SafetensorsHeader.MaxLength, length - prefix.Length);
        if (headerLength > (ulong)limit)
        {
            throw new InvalidDataException(
                $"'{Name}': expected a safetensors header of at most {limit} bytes in a file of {length}, found one that claims {headerLength}.");
        }
        byte[] header = new byte[headerLength];
        _stream.ReadExactly(header);
        return header;
    }
}
