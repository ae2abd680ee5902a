using System.Buffers.Binary;
using System.IO.Compression;

namespace CausalFusion.Tests.Data;

/// <summary>Builds IDX files by hand, right and wrong ones.</summary>
internal static class IdxBytes
{
    public static byte[] Of(ReadOnlySpan<byte> data, params ReadOnlySpan<uint> dimensions)
    {
        byte[] file = new byte[4 + 4 * dimensions.Length + data.Length];
        file[2] = 0x08;
        file[3] = (byte)dimensions.Length;
        for (int i = 0; i < dimensions.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4 + 4 * i), dimensions[i]);
        }
        data.CopyTo(file.AsSpan(4 + 4 * dimensions.Length));
        return file;
    }

    public static byte[] Compressed(byte[] file)
    {
        var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(file);
        }
        return buffer.ToArray();
    }
}
