using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text.Json;
using CausalFusion.Files.Pickle;
using CausalFusion.Files.PyTorch;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>
/// Reads tensors from a file that PyTorch's <c>torch.save</c> wrote (version 1.6 or later), without Python and without running anything that the file
/// asks for.
/// </summary>
/// <remarks>
/// <para>
/// Such a file is a zip archive: a pickle, which is a program that builds containers, and the bytes of the tensors. The program is executed by a
/// machine that knows containers, numbers, texts and tensors only; whatever else the file asks for has a name in its place and is never looked up,
/// called or run. Tensors in nested containers have the names that lead to them: <c>ema.blocks.0.attn.qkv.weight</c>,
/// <c>opt.state.0.exp_avg</c>; those of a module that was saved whole have the names of its state dict. Values that are no tensors are not kept.
/// </para>
/// <para>
/// Opening checks everything that can be checked without reading tensors: each lies in its storage, each storage in the archive, and all of them
/// together are not much more than the file. Files in the older format (not a zip archive), TorchScript archives, big-endian, compressed and
/// encrypted archives are refused. What is read is checked by the archive's checksums, unless PyTorch was told to write none.
/// </para>
/// </remarks>
internal sealed class PyTorchReader : TensorReader
{
    // Tensors may share storages; a file whose tensors share them more often than this is made to fill a disk.
    private const int MaxSharing = 16;

    // What a tensor with gaps or in another order is read through.
    private const long MaxWindowBytes = 1 << 24;

    private const string PickleName = "data.pkl";

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly long _start;
    private readonly OrderedDictionary<string, PyTorchTensor> _tensors;
    private readonly HashSet<StoredZipEntry> _checked = [];
    private readonly OrderedDictionary<string, TensorEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = [];
    private readonly Lock _turn = new();

    /// <summary>Opens a file and reads what it says about its tensors.</summary>
    /// <param name="path">The file to read.</param>
    /// <exception cref="InvalidDataException">
    /// The file is none that is read; the message names the file, what was expected and what was found.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public PyTorchReader(string path)
        : this(File.OpenRead(path), path, leaveOpen: false)
    {
    }

    /// <summary>Reads a PyTorch file from a stream, from its position to its end.</summary>
    /// <param name="stream">A stream that can be read and sought; it is the reader's own until the reader is disposed.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="leaveOpen">Whether the stream stays open when the reader is disposed.</param>
    /// <exception cref="ArgumentException">The stream can't be read or sought.</exception>
    /// <exception cref="InvalidDataException">The content is none that is read.</exception>
    public PyTorchReader(Stream stream, string name, bool leaveOpen = false) : base(name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        if (!stream.CanRead || !stream.CanSeek)
        {
            throw new ArgumentException($"'{name}': expected a stream that can be read and sought.", nameof(stream));
        }
        _stream = stream;
        _leaveOpen = leaveOpen;
        _start = stream.Position;
        try
        {
            _tensors = ReadTensors();
            foreach ((string key, PyTorchTensor tensor) in _tensors)
            {
                long offset = tensor.Data.Offset + tensor.First * tensor.DType.Size;
                _entries.Add(key, new TensorEntry(key, tensor.DType.Type, tensor.Shape, offset, tensor.ByteLength)
                {
                    Widened = tensor.DType.Widened,
                    Unreadable = tensor.Unreadable,
                });
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, TensorEntry> Entries => _entries;

    /// <summary>What this library wrote beside the pickle (<see cref="PyTorchWriter.MetadataName"/>); empty in files of others.</summary>
    public override IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }

    internal override void Fill(Tensor tensor, TensorEntry entry)
    {
        PyTorchTensor found = _tensors[entry.Name];
        if (found.ElementCount == 0)
        {
            return;
        }
        lock (_turn)
        {
            try
            {
                using var noGrad = no_grad();
                using Tensor target = tensor.detach();
                if (IsContiguous(found.Shape, found.Strides) && found.ByteLength == found.Data.Length)
                {
                    // All of its storage, as is usual: checked as it is read.
                    Check(found.Data, checksum => TensorMemory.ReadFrom(_stream, target, checksum));
                }
                else
                {
                    if (found.Data.Checksum != 0 && !_checked.Contains(found.Data))
                    {
                        Check(found.Data, checksum => TensorMemory.ReadFrom(_stream, found.Data.Length, checksum));
                        _checked.Add(found.Data);
                    }
                    Fill(target, found.Data, found.DType, found.First, found.Shape, found.Strides, Math.Max(MaxWindowBytes, found.ByteLength));
                }
            }
            catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
            {
                throw new InvalidDataException($"'{Name}': tensor {SafetensorsHeader.Quote(entry.Name)}: {exception.Message}", exception);
            }
        }
    }

    /// <summary>Reads all bytes of a file of the archive and checks them.</summary>
    private void Check(StoredZipEntry entry, Action<Crc32> read)
    {
        var checksum = new Crc32();
        _stream.Position = _start + entry.Offset;
        read(checksum);
        entry.RequireChecksum(checksum);
    }

    /// <summary>
    /// Fills a tensor with those elements of a storage; what lies in another order or with gaps comes through windows of at most a given size.
    /// </summary>
    private void Fill(
        Tensor target, StoredZipEntry data, PyTorchDType dtype, long first, ImmutableArray<long> shape, ImmutableArray<long> strides, long maxWindow)
    {
        bool isContiguous = IsContiguous(shape, strides);
        long span = shape.Zip(strides, (size, stride) => (size - 1) * stride).Sum() + 1;
        if (isContiguous && target.is_contiguous())
        {
            _stream.Position = _start + data.Offset + first * dtype.Size;
            TensorMemory.ReadFrom(_stream, target);
        }
        else if (span <= maxWindow / dtype.Size || shape.All(size => size == 1))
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor window = empty([span], dtype: dtype.Carrier, device: CPU);
            _stream.Position = _start + data.Offset + first * dtype.Size;
            TensorMemory.ReadFrom(_stream, window);
            target.copy_(window.as_strided([.. shape], [.. strides]));
        }
        else
        {
            int widest = Enumerable.Range(0, shape.Length).Where(i => shape[i] > 1).MaxBy(i => strides[i]);
            long half = shape[widest] / 2;
            using (Tensor lower = target.narrow(widest, 0, half))
            {
                Fill(lower, data, dtype, first, shape.SetItem(widest, half), strides, maxWindow);
            }
            using Tensor upper = target.narrow(widest, half, shape[widest] - half);
            Fill(upper, data, dtype, first + half * strides[widest], shape.SetItem(widest, shape[widest] - half), strides, maxWindow);
        }
    }

    private static bool IsContiguous(ImmutableArray<long> shape, ImmutableArray<long> strides)
    {
        long expected = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] != 1 && strides[i] != expected)
            {
                return false;
            }
            expected *= shape[i];
        }
        return true;
    }

    private OrderedDictionary<string, PyTorchTensor> ReadTensors()
    {
        RefuseOtherFormats();
        StoredZip zip = StoredZip.Open(_stream, Name);
        StoredZipEntry[] pickles = [.. zip.Entries.Values.Where(entry => entry.Name.EndsWith('/' + PickleName, StringComparison.Ordinal))];
        if (pickles.Length == 0)
        {
            throw Refuse(
                $"expected a zip archive that torch.save wrote, with one {PickleName}, found {FileHead.DescribeZip(zip.Entries.Keys)}");
        }
        if (pickles is not [StoredZipEntry pickle])
        {
            throw Refuse($"expected a zip archive that torch.save wrote, with one {PickleName}, found {pickles.Length} of them");
        }
        string root = pickle.Name[..^PickleName.Length];
        if (zip.Entries.ContainsKey(root + "constants.pkl"))
        {
            throw Refuse("expected a file of tensors, found a TorchScript archive, which is a program; save the module's state_dict() instead");
        }
        zip.RequireStored();
        if (zip.Entries.TryGetValue(
            root + "byteorder", out StoredZipEntry? byteOrder) && ReadBytes(byteOrder, 100) is var order && !order.AsSpan().SequenceEqual("little"u8))
        {
            throw Refuse($"expected little-endian tensors, found the byte order "
                + $"{SafetensorsHeader.Quote(string.Concat(order.Select(value => (char)value)))}");
        }
        var objects = new PyTorchObjects(Name, key => zip.Entries.GetValueOrDefault($"{root}data/{key}"));
        object? value = PickleMachine.Load(ReadBytes(pickle, PickleMachine.MaxLength), Name, objects);
        OrderedDictionary<string, PyTorchTensor> tensors = PyTorchNames.Collect(value, (int)pickle.Length, Name);
        CheckSharing(tensors, zip.Entries.Values.Sum(entry => entry.Length));
        if (zip.Entries.TryGetValue(root + PyTorchWriter.MetadataName, out StoredZipEntry? metadata))
        {
            ReadMetadata(ReadBytes(metadata, PyTorchWriter.MaxMetadataLength));
        }
        return tensors;
    }

    private void ReadMetadata(byte[] json)
    {
        try
        {
            foreach ((string key, string? text) in JsonSerializer.Deserialize<Dictionary<string, string?>>(json) ?? [])
            {
                _metadata.Add(key, text ?? throw new JsonException($"expected a text for {SafetensorsHeader.Quote(key)}, found null"));
            }
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"'{Name}': {PyTorchWriter.MetadataName}: expected a JSON object of texts: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// The tensors together may be a few times the file, where they share storages, not many times. One that repeats its own storage too often is
    /// nobody's weight.
    /// </summary>
    private void CheckSharing(OrderedDictionary<string, PyTorchTensor> tensors, long stored)
    {
        const long AlwaysAllowed = 1 << 20;
        foreach ((string name, PyTorchTensor tensor) in tensors.ToArray())
        {
            if (tensor.ByteLength > ((Int128)tensor.Data.Length * MaxSharing) + AlwaysAllowed)
            {
                tensors[name] = PyTorchTensor.NotRead(
                    $"one of {tensor.ByteLength} bytes that repeat {tensor.Data.Length}, shape ({string.Join(", ", tensor.Shape)})");
            }
        }
        Int128 limit = (Int128)stored * MaxSharing + AlwaysAllowed, total = 0;
        foreach (PyTorchTensor tensor in tensors.Values)
        {
            total += tensor.ByteLength;
        }
        if (total > limit)
        {
            throw Refuse($"expected tensors of at most {limit} bytes in an archive of {stored}, found {total}: they repeat what is stored too often");
        }
    }

    private void RefuseOtherFormats()
    {
        // The pickled number that the older format begins with.
        ReadOnlySpan<byte> oldMagic = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
        Span<byte> head = stackalloc byte[oldMagic.Length + 2];
        int length = _stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        _stream.Position = _start;
        head = head[..length];
        if (head.Length > 2 && head[0] == 0x80 && head[2..].SequenceEqual(oldMagic))
        {
            throw Refuse("expected a zip archive, found PyTorch's older format (before 1.6); load it in PyTorch and save it again with torch.save");
        }
        if (head.Length > 1 && head[0] == 0x80 && head[1] is > 0 and <= 5)
        {
            throw Refuse("expected a zip archive that torch.save wrote, found a pickle alone, which is a program of Python; load it there, and save "
                + "the tensors with torch.save or as safetensors");
        }
        if (!head.StartsWith("PK"u8))
        {
            throw Refuse("expected a zip archive that torch.save wrote, found something else");
        }
    }

    private byte[] ReadBytes(StoredZipEntry entry, int maxLength)
    {
        if (entry.Length > maxLength)
        {
            throw Refuse($"zip entry {SafetensorsHeader.Quote(entry.Name)}: expected at most {maxLength} bytes, found {entry.Length}");
        }
        byte[] bytes = new byte[entry.Length];
        try
        {
            Check(entry, checksum =>
            {
                _stream.ReadExactly(bytes);
                checksum.Append(bytes);
            });
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"'{Name}': {exception.Message}.", exception);
        }
        return bytes;
    }

    private InvalidDataException Refuse(string problem) => new($"'{Name}': {problem}.");
}
