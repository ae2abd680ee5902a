using System.IO.Compression;
using System.IO.Hashing;
using CausalFusion.Files;

namespace CausalFusion.Tests.Files;

public sealed class StoredZipEntryTests
{
    [Fact]
    public void Bytes_of_any_number_in_any_pieces_have_the_checksum_that_a_zip_archive_gives_them()
    {
        var random = new Random(3);
        foreach (int length in Enumerable.Range(1, 200).Append(100_003))
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            StoredZipEntry entry = Entry(bytes);
            var pieces = new Crc32();
            using var stream = new MemoryStream(bytes);
            for (long left = length, next; left > 0; left -= next)
            {
                next = Math.Min(left, random.Next(1, 150));
                TensorMemory.ReadFrom(stream, next, pieces);
            }

            entry.RequireChecksum(pieces);
            bytes[random.Next(length)] ^= (byte)(1 << random.Next(8));
            var damaged = new Crc32();
            damaged.Append(bytes);
            Assert.Throws<InvalidDataException>(() => entry.RequireChecksum(damaged));
        }
    }

    [Fact]
    public void The_checksum_is_that_of_the_standard()
    {
        var digits = new Crc32();
        digits.Append("123456789"u8);

        new StoredZipEntry("digits", 0, 9, 0, 0xCBF43926).RequireChecksum(digits);
        Assert.Equal(
            "zip entry 'digits': expected the checksum cbf43927, found cbf43926: its bytes are damaged",
            Assert.Throws<InvalidDataException>(() => new StoredZipEntry("digits", 0, 9, 0, 0xCBF43927).RequireChecksum(digits)).Message);
    }

    [Fact]
    public void Where_no_checksum_was_computed_anything_will_do()
    {
        var digits = new Crc32();
        digits.Append("123456789"u8);

        new StoredZipEntry("digits", 0, 9, 0, 0).RequireChecksum(digits);
    }

    private static StoredZipEntry Entry(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var writer = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = writer.CreateEntry("bytes", CompressionLevel.NoCompression).Open();
            entry.Write(bytes);
        }
        stream.Position = 0;
        return StoredZip.Open(stream, "archive.zip").Entries["bytes"];
    }
}
