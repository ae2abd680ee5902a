using System.Buffers.Binary;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Serialization;

/// <summary>Reads tensors from a safetensors file: a length, a JSON header, then the bytes of the tensors one after the other.</summary>
/// <remarks>
/// The header is checked completely when the file is opened, before any tensor is allocated: names are unique, every tensor lies in the file and has
/// as many bytes as its type and shape need, and no byte is left over. A file that claims more than it has is refused without allocating what it claims.
/// Reads are thread-safe; they take turns.
/// </remarks>
public sealed class SafetensorsReader : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly long _dataStart;
    private readonly SafetensorsHeader _header;
    private readonly Lock _turn = new();

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file to read.</param>
    /// <exception cref="InvalidDataException">The file is not a valid safetensors file; the message names the file, the tensor, what was expected and what was found.</exception>
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
    public SafetensorsReader(Stream stream, string name, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        if (!stream.CanRead || !stream.CanSeek)
        {
            throw new ArgumentException($"'{name}': expected a stream that can be read and sought.", nameof(stream));
        }
        _stream = stream;
        _leaveOpen = leaveOpen;
        Name = name;
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

    /// <summary>The file's path, or the stream's name.</summary>
    public string Name { get; }

    /// <summary>The tensors by name, in the order of the header.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _header.Entries;

    /// <summary>The file's own strings (<c>__metadata__</c>); empty if it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Reads one tensor. The peak of memory is the tensor itself.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="device">Where to put it; the CPU if null.</param>
    /// <returns>A new tensor of the file's type and shape, owned by the current dispose scope or the caller.</returns>
    /// <exception cref="KeyNotFoundException">The file has no such tensor.</exception>
    /// <exception cref="InvalidDataException">The file was cut short since it was opened, or a Boolean is neither 0 nor 1.</exception>
    public Tensor Read(string name, Device? device = null)
    {
        SafetensorsEntry entry = Find(name);
        Tensor tensor = empty([.. entry.Shape], dtype: entry.DType, device: CPU);
        try
        {
            Fill(tensor, entry);
            if (device is null || device.type == DeviceType.CPU)
            {
                return tensor;
            }
            Tensor moved = tensor.to(device);
            tensor.Dispose();
            return moved;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Reads one tensor into another that exists already, in place and unseen by autograd.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="destination">A tensor of the same shape, on any device.</param>
    /// <param name="convert">Whether the values may be converted where the two element types differ.</param>
    /// <exception cref="KeyNotFoundException">The file has no such tensor.</exception>
    /// <exception cref="ArgumentException">The shapes differ, or the element types do and <paramref name="convert"/> is false.</exception>
    /// <exception cref="InvalidDataException">The file was cut short since it was opened, or a Boolean is neither 0 nor 1.</exception>
    public void ReadInto(string name, Tensor destination, bool convert = false)
    {
        ArgumentNullException.ThrowIfNull(destination);
        SafetensorsEntry entry = Find(name);
        if (!entry.Shape.AsSpan().SequenceEqual(destination.shape))
        {
            throw new ArgumentException(
                $"'{Name}': tensor {SafetensorsHeader.Quote(name)}: expected shape ({string.Join(", ", destination.shape)}), found ({string.Join(", ", entry.Shape)}).",
                nameof(destination));
        }
        if (entry.DType != destination.dtype && !convert)
        {
            throw new ArgumentException(
                $"'{Name}': tensor {SafetensorsHeader.Quote(name)}: expected {destination.dtype}, found {entry.DType}.", nameof(destination));
        }
        if (entry.DType == destination.dtype && destination.device_type == DeviceType.CPU && destination.is_contiguous())
        {
            Fill(destination, entry);
            return;
        }
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        destination.detach().copy_(Read(name));
    }

    /// <summary>Reads every tensor.</summary>
    /// <param name="device">Where to put them; the CPU if null.</param>
    /// <returns>New tensors by name, in the order of the header, owned by the current dispose scope or the caller.</returns>
    /// <exception cref="InvalidDataException">The file was cut short since it was opened, or a Boolean is neither 0 nor 1.</exception>
    public Dictionary<string, Tensor> ReadAll(Device? device = null)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (string name in Entries.Keys)
            {
                tensors.Add(name, Read(name, device));
            }
            return tensors;
        }
        catch
        {
            foreach (Tensor tensor in tensors.Values)
            {
                tensor.Dispose();
            }
            throw;
        }
    }

    /// <summary>Closes the file, or the stream unless it was to be left open.</summary>
    public void Dispose()
    {
        if (!_leaveOpen)
        {
            _stream.Dispose();
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

    private SafetensorsEntry Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Entries.TryGetValue(name, out SafetensorsEntry? entry)
            ? entry
            : throw new KeyNotFoundException($"'{Name}': there is no tensor {SafetensorsHeader.Quote(name)} among its {Entries.Count}.");
    }

    private void Fill(Tensor tensor, SafetensorsEntry entry)
    {
        lock (_turn)
        {
            try
            {
                _stream.Position = _dataStart + entry.Offset;
                TensorMemory.ReadFrom(_stream, tensor);
            }
            catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
            {
                throw new InvalidDataException($"'{Name}': tensor {SafetensorsHeader.Quote(entry.Name)}: {exception.Message}", exception);
            }
        }
    }
}
