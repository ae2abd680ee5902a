using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CausalFusion.Images;

namespace CausalFusion.ML.Images;

/// <summary>Images as the bytes of a PNG file (ISO/IEC 15948): 8 bits a channel, gray or colors, not interlaced.</summary>
internal static class PngEncoding
{
    private const byte Gray = 0, Colors = 2, Up = 2;

    private static readonly byte[] _signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static readonly uint[] _crcOfByte = [.. Enumerable.Range(0, 256).Select(value => CrcOf((uint)value))];

    /// <summary>Encodes an image.</summary>
    /// <param name="pixels">Its bytes: row by row, pixel by pixel, channel by channel.</param>
    /// <param name="shape">Its size, of 1 or 3 channels.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        using var file = new MemoryStream();
        file.Write(_signature);

        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, shape.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), shape.Height);
        header[8] = 8;
        header[9] = shape.Channels == 1 ? Gray : Colors;
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", Compressed(pixels, shape.Width * shape.Channels));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    // Each row as its difference from the one above.
    private static ReadOnlySpan<byte> Compressed(ReadOnlySpan<byte> pixels, int stride)
    {
        var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] line = new byte[stride + 1];
            line[0] = Up;
            for (int start = 0; start < pixels.Length; start += stride)
            {
                for (int i = 0; i < stride; i++)
                {
                    line[i + 1] = (byte)(pixels[start + i] - (start == 0 ? 0 : pixels[start - stride + i]));
                }
                deflate.Write(line);
            }
        }
        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }

    private static void WriteChunk(MemoryStream file, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        byte[] name = Encoding.ASCII.GetBytes(type);
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(name);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(data, Crc(name, uint.MaxValue)));
        file.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> data, uint crc)
    {
        foreach (byte value in data)
        {
            crc = _crcOfByte[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }
        return crc;
    }

    private static uint CrcOf(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        }
        return value;
    }
}
