using CausalFusion.Data;

namespace CausalFusion.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Items_are_read_one_after_the_other(bool compressed)
    {
        Write(IdxBytes.Of([1, 2, 3, 4, 5, 6], 3, 2), compressed);
        using var file = new IdxFile(_folder["f"]);
        byte[] item = new byte[2];

        Assert.Equal([3, 2], file.Dimensions);
        for (byte i = 0; i < 3; i++)
        {
            file.Read(item);
            Assert.Equal([(byte)(2 * i + 1), (byte)(2 * i + 2)], item);
        }
        file.ExpectEnd();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_truncation_is_refused(bool compressed)
    {
        byte[] file = IdxBytes.Of([1, 2, 3, 4, 5, 6], 3, 2);
        byte[] whole = compressed ? IdxBytes.Compressed(file) : file;
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_folder["f"], whole[..length]);

            Assert.Contains(_folder["f"], Assert.Throws<InvalidDataException>(ReadAll).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bytes_after_the_end_are_refused(bool compressed)
    {
        Write(IdxBytes.Of([1, 2, 3, 4, 5, 6, 7], 3, 2), compressed);

        Assert.Contains(_folder["f"], Assert.Throws<InvalidDataException>(ReadAll).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, 8, 1, "begins with bytes 0, 0, type, rank")]
    [InlineData(0, 0, 8, 0, "begins with bytes 0, 0, type, rank")]
    [InlineData(0, 0, 8, 9, "begins with bytes 0, 0, type, rank")]
    [InlineData(0, 0, 0x0D, 1, "type 0x0D")]
    [InlineData(0x89, 0x50, 0x4E, 0x47, "begins with bytes 0, 0, type, rank")]
    public void Another_kind_of_file_is_refused(byte first, byte second, byte type, byte rank, string problem)
    {
        File.WriteAllBytes(_folder["f"], [first, second, type, rank, 0, 0, 0, 1, 5]);

        Assert.Contains(problem, Assert.Throws<InvalidDataException>(ReadAll).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_header_that_claims_terabytes_is_refused_without_allocating_them(bool compressed)
    {
        Write(IdxBytes.Of([1, 2, 3], 2_000_000_000, 1000, 1000), compressed);
        Assert.Throws<InvalidDataException>(ReadAll);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("claims 2000000000 × 1000 × 1000", Assert.Throws<InvalidDataException>(ReadAll).Message, StringComparison.Ordinal);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Fact]
    public void A_dimension_beyond_two_billion_is_refused()
    {
        Write(IdxBytes.Of([], uint.MaxValue), compressed: false);

        Assert.Contains("dimension 0", Assert.Throws<InvalidDataException>(ReadAll).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_file_that_grows_beyond_its_header_is_read_no_further()
    {
        // 16 MiB of zeros behind a header that announces 4 bytes, and a last word that agrees with the header.
        byte[] bomb = IdxBytes.Compressed(IdxBytes.Of(new byte[16 << 20], 4));
        BitConverter.TryWriteBytes(bomb.AsSpan(bomb.Length - 4), 12);
        File.WriteAllBytes(_folder["f"], bomb);
        using var file = new IdxFile(_folder["f"]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        file.Read(new byte[4]);
        Assert.Throws<InvalidDataException>(file.ExpectEnd);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void More_content_than_the_stated_limit_is_refused()
    {
        Write(IdxBytes.Of([1, 2, 3, 4], 4), compressed: true);

        Assert.Contains(
            "at most 3 bytes", Assert.Throws<InvalidDataException>(() => new IdxFile(_folder["f"], maxBytes: 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_to_compressed_data_is_found()
    {
        byte[] whole = IdxBytes.Compressed(IdxBytes.Of([.. Enumerable.Range(0, 200).Select(i => (byte)(i * 37))], 200));
        whole[^6] ^= 0xFF; // in the checksum
        File.WriteAllBytes(_folder["f"], whole);

        Assert.Contains("damaged", Assert.Throws<InvalidDataException>(ReadAll).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_dimension_is_an_empty_file()
    {
        Write(IdxBytes.Of([], 0, 5), compressed: false);
        using var file = new IdxFile(_folder["f"]);

        file.ExpectEnd();
        Assert.Equal([0, 5], file.Dimensions);
    }

    private void Write(byte[] file, bool compressed) => File.WriteAllBytes(_folder["f"], compressed ? IdxBytes.Compressed(file) : file);

    private void ReadAll()
    {
        using var file = new IdxFile(_folder["f"]);
        file.Read(new byte[file.Dimensions.Aggregate(1, (product, dimension) => product * dimension)]);
        file.ExpectEnd();
    }
}
