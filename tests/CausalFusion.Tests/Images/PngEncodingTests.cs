using System.Buffers.Binary;
using System.IO.Compression;
using CausalFusion.Images;

namespace CausalFusion.Tests.Images;

public sealed class PngEncodingTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 4, 1)]
    [InlineData(4, 5, 3)]
    [InlineData(64, 64, 3)]
    public void A_file_holds_the_pixels(int height, int width, int channels)
    {
        var shape = new ImageShape(height, width, channels);
        byte[] pixels = new byte[shape.ValueCount];
        new Random(2).NextBytes(pixels);

        byte[] file = PngEncoding.Encode(pixels, shape);

        Assert.Equal((width, height), PngSize.Of(file));
        Assert.Equal(pixels, Decoded(file, shape));
    }

    [Fact]
    public void A_file_is_made_of_three_chunks_whose_checksums_are_those_of_the_standard()
    {
        (string Type, byte[] Data)[] chunks = [.. Chunks(PngEncoding.Encode(new byte[12], new ImageShape(2, 2, 3)))];

        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Select(chunk => chunk.Type));
        Assert.Equal([0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0], chunks[0].Data);
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0], Chunks(PngEncoding.Encode([7], new ImageShape(1, 1, 1))).First().Data);
        Assert.Empty(chunks[2].Data);
    }

    [Fact]
    public void What_is_no_image_of_pixels_is_refused()
    {
        Assert.Contains(
            "expected an image of 1 channel (gray) or 3 (red, green, blue), found 4",
            Assert.Throws<ArgumentException>(() => PngEncoding.Encode(new byte[4], new ImageShape(1, 1, 4))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "expected the 12 bytes of a 2×2×3 image, found 11",
            Assert.Throws<ArgumentException>(() => PngEncoding.Encode(new byte[11], new ImageShape(2, 2, 3))).Message, StringComparison.Ordinal);
    }

    private static byte[] Decoded(byte[] file, ImageShape shape)
    {
        using var compressed = new MemoryStream([.. Chunks(file).Single(chunk => chunk.Type == "IDAT").Data]);
        using var stream = new ZLibStream(compressed, CompressionMode.Decompress);
        int stride = shape.Width * shape.Channels;
        byte[] pixels = new byte[shape.ValueCount];
        for (int row = 0; row < shape.Height; row++)
        {
            Assert.Equal(2, stream.ReadByte()); // the filter Up
            Span<byte> line = pixels.AsSpan(row * stride, stride);
            stream.ReadExactly(line);
            for (int i = 0; row > 0 && i < stride; i++)
            {
                line[i] += pixels[((row - 1) * stride) + i];
            }
        }
        Assert.Equal(-1, stream.ReadByte());
        return pixels;
    }

    private static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] file)
    {
        for (int start = 8, length; start < file.Length; start += length + 12)
        {
            length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(start));
            uint checksum = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(start + 8 + length));
            Assert.Equal(BitByBit(file.AsSpan(start + 4, length + 4)), checksum);
            yield return (string.Concat(file.Skip(start + 4).Take(4).Select(letter => (char)letter)), file[(start + 8)..(start + 8 + length)]);
        }
    }

    // CRC-32 as the standard (ISO/IEC 15948, annex D) defines it.
    private static uint BitByBit(ReadOnlySpan<byte> bytes)
    {
        uint register = uint.MaxValue;
        foreach (byte value in bytes)
        {
            register ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                register = (register >> 1) ^ ((register & 1) * 0xEDB88320);
            }
        }
        return ~register;
    }
}
