using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using CausalFusion.Images;
using CausalFusion.Samples.Service.Pictures;

namespace CausalFusion.Samples.Tests.Service;

public sealed class PngTextTests
{
    private const string Keyword = "causalfusion";

    private static readonly byte[] _png = PngEncoding.Encode(new byte[16], new ImageShape(4, 4, 1));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("ein Stiefel — 長靴 👢")]
    public void A_text_is_read_as_it_was_written_and_the_image_stays(string text)
    {
        byte[] file = PngText.Write(_png, Keyword, text);

        Assert.Equal(text, PngText.Read(file, Keyword));
        Assert.Null(PngText.Read(file, "other"));
        Assert.Null(PngText.Read(_png, Keyword));
        DecodedImage image = new ML.MLImageDecoder().Decode(new MemoryStream(file), 1);
        Assert.Equal(new byte[16], image.Pixels);
    }

    [Fact]
    public void A_file_that_ends_early_is_refused_wherever_it_ends()
    {
        byte[] file = PngText.Write(_png, Keyword, "text");
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => PngText.Read(file.AsSpan(0, length), Keyword));
        }
    }

    [Fact]
    public void Any_other_byte_is_seen()
    {
        byte[] file = PngText.Write(_png, Keyword, "text");
        for (int i = 0; i < file.Length; i++)
        {
            byte[] altered = [.. file];
            altered[i] ^= 0x40;
            Assert.Throws<InvalidDataException>(() => PngText.Read(altered, Keyword));
        }
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0x80000000u)]
    public void A_length_beyond_the_file_is_refused_before_anything_is_taken(uint length)
    {
        byte[] file = PngText.Write(_png, Keyword, "text");
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(33), length);

        Assert.Contains($"found a length of {length}", Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_text_is_not_inflated()
    {
        using var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            deflate.Write(new byte[1 << 20]);
        }
        byte[] data = [.. Encoding.ASCII.GetBytes(Keyword), 0, 1, 0, 0, 0, .. compressed.ToArray()];

        Assert.Contains("not compressed", Refused(With("iTXt", data)), StringComparison.Ordinal);
        Assert.Contains("not compressed", Refused(With("zTXt", data)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_text_as_it_is_written_is_refused()
    {
        byte[] name = Encoding.ASCII.GetBytes(Keyword);

        Assert.Contains("UTF-8", Refused(With("iTXt", [.. name, 0, 0, 0, 0, 0, 0xFF])), StringComparison.Ordinal);
        Assert.Contains("a language", Refused(With("iTXt", [.. name, 0, 0, 0, 0])), StringComparison.Ordinal);
        Assert.Contains("iTXt", Refused(With("iTXt", [.. name, 0])), StringComparison.Ordinal);
        Assert.Contains("found tEXt", Refused(With("tEXt", [.. name, 0, 65])), StringComparison.Ordinal);
        Assert.Contains("at most 16384 bytes", Refused(With("iTXt", [.. name, 0, 0, 0, 0, 0, .. new byte[16_385]])), StringComparison.Ordinal);
        Assert.Contains("a second one", Refused(PngText.Write(PngText.Write(_png, Keyword, "a"), Keyword, "b")), StringComparison.Ordinal);
        Assert.Contains("PNG", Refused([1, 2, 3]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_endless_chunks_is_refused()
    {
        byte[] file = _png[..33];
        using var many = new MemoryStream();
        many.Write(file);
        for (int i = 0; i < 10_001; i++)
        {
            many.Write(Chunk("tIME", []));
        }
        Assert.Contains("10000 chunks", Refused(many.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_could_not_be_read_is_not_written()
    {
        Assert.Throws<ArgumentException>(() => PngText.Write(_png, Keyword, new string('a', 16_385)));
        Assert.Throws<ArgumentException>(() => PngText.Write(_png, "", "a"));
        Assert.Throws<ArgumentException>(() => PngText.Write(_png, "stivále", "a"));
    }

    /// <summary>A PNG file with a chunk of any bytes behind its header.</summary>
    internal static byte[] With(string type, byte[] data) => [.. _png[..33], .. Chunk(type, data), .. _png[33..]];

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data], length = new byte[4], checksum = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.HashToUInt32(body));
        return [.. length, .. body, .. checksum];
    }

    private static string Refused(byte[] file) => Assert.Throws<InvalidDataException>(() => PngText.Read(file, Keyword)).Message;
}
