using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace CausalFusion.Images;

/// <summary>Images as the bytes of a PNG file (ISO/IEC 15948): 8 bits a channel, gray or colors, not interlaced.</summary>
public static class PngEncoding
{
    private const byte Gray = 0, Colors = 2, Up = 2;

    private static readonly byte[] _signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Encodes an image.</summary>
    /// <param name="pixels">Its bytes, (H, W, C), as <see cref="PixelConversion.ToPixels(TorchSharp.torch.Tensor)"/> gives them.</param>
    /// <param name="shape">Its size, of 1 channel (gray) or 3 (red, green, blue).</param>
    /// <returns>The whole file.</returns>
    /// <exception cref="ArgumentException">The shape has other channels, or there are not as many bytes as it says.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        if (shape.Channels is not (1 or 3))
        {
            throw new ArgumentException($"expected an image of 1 channel (gray) or 3 (red, green, blue), found {shape.Channels}.", nameof(shape));
        }
        if (pixels.Length != shape.ValueCount)
        {
            throw new ArgumentException($"expected the {shape.ValueCount} bytes of a {shape} image, found {pixels.Length}.", nameof(pixels));
        }
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, shape.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], shape.Height);
        header[8] = 8;
        header[9] = shape.Channels == 1 ? Gray : Colors;

        using var file = new MemoryStream();
        file.Write(_signature);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compressed(pixels, shape.Width * shape.Channels));
        WriteChunk(file, "IEND"u8, []);
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

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        var checksum = new Crc32();
        checksum.Append(type);
        checksum.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, checksum.GetCurrentHashAsUInt32());
        file.Write(number);
    }
}
