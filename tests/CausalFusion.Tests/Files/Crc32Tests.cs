using System.IO.Compression;
using CausalFusion.Files;

namespace CausalFusion.Tests.Files;

public sealed class Crc32Tests
{
    [Fact]
    public void The_checksum_is_that_of_the_standard()
    {
        Assert.Equal(0u, new Crc32().Value);
        Assert.Equal(0xCBF43926u, Of("123456789"u8));
        Assert.Equal(0x190A55ADu, Of(new byte[32]));
        Assert.Equal(0xFF6CAB0Bu, Of([.. Enumerable.Repeat((byte)0xFF, 32)]));
    }

    [Fact]
    public void Bytes_of_any_number_in_any_pieces_have_the_checksum_that_a_zip_archive_gives_them()
    {
        var random = new Random(3);
        foreach (int length in Enumerable.Range(0, 200).Append(100_003))
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            uint expected = ByZip(bytes);
            var pieces = new Crc32();
            for (int start = 0, end; start < length; start = end)
            {
                end = Math.Min(length, start + random.Next(1, 150));
                pieces.Append(bytes.AsSpan(start..end));
            }

            Assert.Equal((expected, expected), (Of(bytes), pieces.Value));
        }
    }

    private static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = new Crc32();
        checksum.Append(bytes);
        return checksum.Value;
    }

    private static uint ByZip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var writer = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = writer.CreateEntry("bytes").Open();
            entry.Write(bytes);
        }
        using var reader = new ZipArchive(stream);
        return reader.Entries[0].Crc32;
    }
}
