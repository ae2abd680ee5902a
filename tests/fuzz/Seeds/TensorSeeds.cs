using System.Buffers.Binary;
using System.Text;
using CausalFusion.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Fuzz.Seeds;

/// <summary>Small files of tensors.</summary>
internal static class TensorSeeds
{
    /// <summary>A safetensors file with a tensor of every element type.</summary>
    public static byte[] Safetensors() =>
        Written(stream => SafetensorsWriter.Save(stream, Tensors(), new Dictionary<string, string> { ["note"] = "größer" }));

    /// <summary>A file of PyTorch's with a tensor of every element type.</summary>
    public static byte[] PyTorch() => Written(stream => PyTorchWriter.Save(stream, Tensors()));

    /// <summary>A safetensors file with one tensor.</summary>
    public static byte[] One(string name) =>
        SafetensorsOf($$$"""{"{{{name}}}":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", new byte[4]);

    /// <summary>A safetensors file.</summary>
    public static byte[] SafetensorsOf(string header, byte[] data) => WithPrefix(Encoding.UTF8.GetBytes(header), data);

    /// <summary>A safetensors file with another header, whose length is right; another file as it is.</summary>
    public static byte[] WithHeader(byte[] file, Func<byte[], byte[]> change)
    {
        long length = file.Length < sizeof(long) ? -1 : BinaryPrimitives.ReadInt64LittleEndian(file);
        if (length < 0 || length > file.Length - sizeof(long))
        {
            return file;
        }
        int end = sizeof(long) + (int)length;
        return WithPrefix(change(file[sizeof(long)..end]), file[end..]);
    }

    /// <summary>What is written to a stream.</summary>
    public static byte[] Written(Action<Stream> write)
    {
        using DisposeScope scope = NewDisposeScope();
        var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    private static (string, Tensor)[] Tensors() =>
    [
        ("f64", ones(2, ScalarType.Float64)), ("f32", ones(2, 3)), ("f16", ones(2, ScalarType.Float16)), ("bf16", ones(2, ScalarType.BFloat16)),
        ("i64", ones(2, ScalarType.Int64)), ("i32", ones(2, ScalarType.Int32)), ("i16", ones(2, ScalarType.Int16)), ("i8", ones(2, ScalarType.Int8)),
        ("u8", ones(2, ScalarType.Byte)), ("bool", ones(2, ScalarType.Bool)), ("scalar", ones([])), ("empty", ones(2, 0)),
    ];

    private static byte[] WithPrefix(byte[] header, byte[] data)
    {
        byte[] prefix = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        return [.. prefix, .. header, .. data];
    }
}
