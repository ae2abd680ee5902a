using System.Buffers.Binary;
using System.IO.Compression;

namespace Microsoft.ML.Tests.Images;

/// <summary>Writes PNG files of every kind byte by byte, so that what is read is known without another decoder.</summary>
internal static class PngFile
{
    public const byte Grey = 0, Rgb = 2, Palette = 3, GreyAlpha = 4, Rgba = 6;

    /// <summary>
    /// A file of the given rows: the packed bytes of each, without filter bytes; of an interlaced image, the rows of its passes.
    /// <paramref name="extra"/> are chunks between header and data.
    /// </summary>
    public static byte[] Create(uint width, uint height, byte bits, byte colourType, IEnumerable<byte[]> rows, bool interlaced = false,
        params (string Name, byte[] Data)[] extra)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n']);
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        header[8] = bits;
        header[9] = colourType;
        header[12] = interlaced ? (byte)1 : (byte)0;
        WriteChunk(file, "IHDR", header);
        foreach (var (name, data) in extra)
            WriteChunk(file, name, data);
        WriteChunk(file, "IDAT", Compress(rows));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Compress(IEnumerable<byte[]> rows)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            foreach (var row in rows)
            {
                deflate.WriteByte(0);
                deflate.Write(row);
            }
        }
        return packed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, string name, byte[] data)
    {
        byte[] body = [.. name.Select(c => (byte)c), .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = 0xffffffff;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xedb88320 ^ (crc >> 1) : crc >> 1;
        }
        return ~crc;
    }
}
