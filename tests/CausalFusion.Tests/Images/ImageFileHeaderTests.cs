using CausalFusion.Images;

namespace CausalFusion.Tests.Images;

public sealed class ImageFileHeaderTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A0000000D49484452000186A0000186A0", 100_000, 100_000)]
    [InlineData("474946383961050203FF", 517, 65283)]
    [InlineData("474946383761010002000000", 1, 2)]
    [InlineData("424D0000000000000000360000002800000003000000FCFFFFFF", 3, 4)]
    [InlineData("424D00000000000000001A0000000C0000000300040001001800", 3, 4)]
    [InlineData("FFD8FFE000044A46FFFFC0000B08001000200301", 32, 16)]
    [InlineData("FFD8FFC400040000FFC2000B08000100020301", 2, 1)]
    public void The_size_is_read_without_decoding(string file, int width, int height) =>
        Assert.Equal((width, height), ImageFileHeader.ReadSize(Convert.FromHexString(file)));

    [Theory]
    [InlineData("", "none of them")]
    [InlineData("89504E470D0A1A0A0000000D49484452000186A0", "none of them")]
    [InlineData("7F454C46020101", "none of them")]
    [InlineData("FFD8FFE000044A46", "goes astray")]
    [InlineData("FFD8FFE0FFFF4A46", "goes astray")]
    [InlineData("FFD8FFC0000B080010", "goes astray")]
    [InlineData("FFD84A46FFC0000B0800100020", "goes astray")]
    [InlineData("89504E470D0A1A0A0000000D494844520000000000000001", "at least one pixel, found 0×1")]
    [InlineData("89504E470D0A1A0A0000000D49484452FFFFFFFF00000001", "at least one pixel, found 4294967295×1")]
    [InlineData("424D00000000000000003600000028000000FDFFFFFF04000000", "at least one pixel, found -3×4")]
    public void What_is_no_image_is_refused(string file, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => ImageFileHeader.ReadSize(Convert.FromHexString(file))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Random_bytes_end_in_a_size_or_in_the_one_exception()
    {
        var random = new Random(6);
        byte[][] beginnings = [[], [0xFF, 0xD8], [0xFF, 0xD8, 0xFF, 0xE0], "BM"u8.ToArray(), "GIF89a"u8.ToArray(), Convert.FromHexString(
            "89504E470D0A1A0A0000000D49484452")];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] rest = new byte[random.Next(60)];
            random.NextBytes(rest);
            try
            {
                (int width, int height) = ImageFileHeader.ReadSize([.. beginnings[i % beginnings.Length], .. rest]);
                Assert.True(width >= 1 && height >= 1);
            }
            catch (InvalidDataException)
            {
                // The one way to refuse.
            }
        }
    }
}
