using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace CausalFusion.Tests.Files;

/// <summary>Makes files as torch.save does, and ones that it never would.</summary>
internal static class PyTorchBytes
{
    public static readonly byte[] Proto = [0x80, 2], Mark = "("u8.ToArray(), Dictionary = "}"u8.ToArray(), List = "]"u8.ToArray(),
        SetItems = "u"u8.ToArray();

    public static readonly byte[] Append = "a"u8.ToArray(), ToTuple = "t"u8.ToArray(), EmptyTuple = ")"u8.ToArray(), Call = "R"u8.ToArray(),
        Stop = "."u8.ToArray();

    public static readonly byte[] None = "N"u8.ToArray(), False = [0x89];

    /// <summary>A zip archive of stored entries.</summary>
    public static byte[] Zip(params (string Name, byte[] Content)[] entries) => Zip(CompressionLevel.NoCompression, entries);

    public static byte[] Zip(CompressionLevel compression, params (string Name, byte[] Content)[] entries)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = zip.CreateEntry(name, compression).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    /// <summary>A file with a pickle and one storage, <c>0</c>, of 6 floats from 0 to 5.</summary>
    public static byte[] File(params byte[][] pickle) => Zip(
        ("a/data.pkl", [.. pickle.SelectMany(part => part)]),
        ("a/data/0", [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i))]));

    /// <summary>A file whose only tensor looks in its own way at the storage.</summary>
    public static byte[] FileOf(long first, long[] shape, long[] strides, long count = 6, string storage = "FloatStorage") =>
        File(Proto, Dictionary, Utf8("x"), Tensor(first, shape, strides, count, storage), "s"u8.ToArray(), Stop);

    public static byte[] Tensor(long first, long[] shape, long[] strides, long count = 6, string storage = "FloatStorage") =>
    [
        .. Global("torch._utils", "_rebuild_tensor_v2"), .. Mark,
        .. Mark, .. Utf8("storage"), .. Global("torch", storage), .. Utf8("0"), .. Utf8("cpu"), .. Integer(count), .. ToTuple, .. "Q"u8,
        .. Integer(first), .. Sizes(shape), .. Sizes(strides), .. False, .. Global("collections", "OrderedDict"), .. EmptyTuple, .. Call,
        .. ToTuple, .. Call,
    ];

    public static byte[] Global(string module, string name) => [.. "c"u8, .. Encoding.UTF8.GetBytes($"{module}\n{name}\n")];

    public static byte[] Utf8(string text) => [.. "X"u8, .. UInt32((uint)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Integer(long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return [0x8a, 8, .. bytes];
    }

    public static byte[] Put(int index) => [.. "r"u8, .. UInt32((uint)index)];

    public static byte[] Get(int index) => [.. "j"u8, .. UInt32((uint)index)];

    public static byte[] UInt32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Sizes(long[] values) => [.. Mark, .. values.SelectMany(Integer), .. "t"u8];
}
