using static TorchSharp.torch;

namespace TorchSharp;

public static partial class TensorExtensionMethods
{
    private const int MostDimensions = 64;

    /// <summary>Writes element type, rank and sizes as 7-bit encoded integers, then the elements.</summary>
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        using var plain = tensor.cpu();
        using var packed = plain.contiguous();
        writer.Write7BitEncodedInt64((long)packed.dtype);
        var shape = packed.shape;
        writer.Write7BitEncodedInt64(shape.Length);
        foreach (var size in shape) writer.Write7BitEncodedInt64(size);
        writer.Flush();
        packed.WriteBytesToStream(writer.BaseStream);
    }

    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        tensor.Save(writer);
    }

    public static void Save(this Tensor tensor, string location)
    {
        using var stream = File.Create(location);
        tensor.Save(stream);
    }

    /// <summary>Reads what <see cref="Save(Tensor, BinaryWriter)"/> wrote into a tensor of the same type and shape.</summary>
    /// <param name="tensor">The tensor to fill.</param>
    /// <param name="reader">The source.</param>
    /// <param name="skip">Pass over the data instead of reading it.</param>
    /// <exception cref="ArgumentException">The data are of another type or shape.</exception>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (type, shape, bytes) = Header(reader);
        if (!skip && type != tensor.dtype)
            throw new ArgumentException($"Mismatched tensor data types while loading: the tensor is {tensor.dtype}, the data are {type}.");
        if (!skip && !shape.AsSpan().SequenceEqual(tensor.shape))
        {
            var (own, theirs) = (string.Join(", ", tensor.shape), string.Join(", ", shape));
            throw new ArgumentException($"Mismatched tensor shape while loading: the tensor is [{own}], the data are [{theirs}].");
        }
        if (skip) Skip(reader, bytes);
        else Fill(tensor, reader);
    }

    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        var (type, shape, bytes) = Header(reader);
        if (skip)
        {
            Skip(reader, bytes);
            return null!;
        }
        var tensor = empty(shape, type, CPU);
        tensor.ReadBytesFromStream(reader.BaseStream);
        return tensor;
    }

    /// <summary>As the other, but makes the tensor where there is none or one of another shape.</summary>
    public static void Load(ref Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var loaded = Load(reader, skip);
        if (loaded is null) return;
        if (tensor is null || tensor.dtype != loaded.dtype || !tensor.shape.AsSpan().SequenceEqual(loaded.shape))
        {
            tensor?.Dispose();
            tensor = loaded;
            return;
        }
        using (no_grad()) tensor.copy_(loaded);
        loaded.Dispose();
    }

    private static void Fill(Tensor tensor, BinaryReader reader)
    {
        if (tensor.device_type == DeviceType.CPU && tensor.is_contiguous())
        {
            tensor.ReadBytesFromStream(reader.BaseStream);
            return;
        }
        using var read = empty(tensor.shape, tensor.dtype, CPU);
        read.ReadBytesFromStream(reader.BaseStream);
        using (no_grad()) tensor.copy_(read);
    }

    private static (ScalarType Type, long[] Shape, long Bytes) Header(BinaryReader reader)
    {
        var type = (ScalarType)reader.Read7BitEncodedInt64();
        if (!Enum.IsDefined(type)) throw new InvalidDataException($"The data name an unknown element type {(int)type}.");
        var rank = reader.Read7BitEncodedInt64();
        if (rank is < 0 or > MostDimensions)
            throw new InvalidDataException($"The data claim {rank} dimensions; at most {MostDimensions} are possible.");
        var shape = new long[rank];
        var bytes = (long)type.ElementSize();
        try
        {
            for (var i = 0; i < rank; i++)
            {
                shape[i] = reader.Read7BitEncodedInt64();
                ArgumentOutOfRangeException.ThrowIfNegative(shape[i]);
                bytes = checked(bytes * shape[i]);
            }
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException("The data claim an impossible shape.", e);
        }
        var stream = reader.BaseStream;
        if (stream.CanSeek && bytes > stream.Length - stream.Position)
            throw new EndOfStreamException($"The data claim {bytes} bytes of elements, {stream.Length - stream.Position} are left.");
        return (type, shape, bytes);
    }

    private static void Skip(BinaryReader reader, long bytes)
    {
        if (reader.BaseStream.CanSeek)
        {
            reader.BaseStream.Seek(bytes, SeekOrigin.Current);
            return;
        }
        var buffer = new byte[Math.Min(bytes, 1 << 16)];
        for (; bytes > 0; bytes -= buffer.Length)
        {
            if (bytes < buffer.Length) buffer = new byte[bytes];
            reader.BaseStream.ReadExactly(buffer);
        }
    }
}
