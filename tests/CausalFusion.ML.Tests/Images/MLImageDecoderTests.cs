using CausalFusion.Data;
using CausalFusion.Images;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Images;

public sealed class MLImageDecoderTests : IDisposable
{
    public static TheoryData<string> WholeFiles { get; } =
    [
        "colors.png", "palette.png", "gray16.png", "transparent.png", "colors.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg",
        "colors.gif", "animated.gif", "colors.bmp", "palette.bmp", "colors.webp", "lossless.webp", "transparent.webp", "animated.webp",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("causalfusion-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Colors_come_in_the_order_red_green_blue_row_by_row()
    {
        byte[] bgra = [3, 2, 1, 255, 30, 20, 10, 255];
        string path = Save("a.png", 2, 1, bgra);
        DecodedImage image = Decode(path, 3);
        Assert.Equal(new ImageShape(1, 2, 3), image.Shape);
        Assert.Equal([1, 2, 3, 10, 20, 30], image.Pixels);
    }

    [Fact]
    public void Colors_become_gray_and_gray_stays()
    {
        string path = Save("a.png", 4, 1, [77, 77, 77, 255, 0, 0, 255, 255, 0, 255, 0, 255, 255, 0, 0, 255]);
        Assert.Equal([77, 76, 150, 29], Decode(path, 1).Pixels);
    }

    [Fact]
    public void What_is_transparent_shows_white()
    {
        string path = Save("a.png", 2, 1, [0, 0, 0, 0, 0, 0, 0, 255]);
        Assert.Equal([255, 255, 255, 0, 0, 0], Decode(path, 3).Pixels);
    }

    [Fact]
    public void A_jpeg_is_decoded_and_its_header_says_the_same_size()
    {
        byte[] bgra = [.. Enumerable.Repeat(new byte[] { 40, 90, 160, 255 }, 24).SelectMany(pixel => pixel)];
        string path = Save("a.jpg", 6, 4, bgra);
        DecodedImage image = Decode(path, 3);
        Assert.Equal(new ImageShape(4, 6, 3), image.Shape);
        Assert.All(
            image.Pixels.Chunk(3), pixel =>
                Assert.All(pixel.Zip(new[] { 160, 90, 40 }), pair => Assert.InRange(pair.First, pair.Second - 4, pair.Second + 4)));
        Assert.Equal((4, 6), ReadSize(path));
    }

    [Fact]
    public void A_file_that_is_no_image_is_refused()
    {
        using var file = new MemoryStream("no image at all"u8.ToArray());
        Assert.Contains(
            "expected an image that can be read", Assert.Throws<InvalidDataException>(
                () => new MLImageDecoder().Decode(file, 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MLImageDecoder().Decode(file, 4));
    }

    [Fact]
    public void A_folder_of_images_is_a_data_set()
    {
        foreach ((string name, byte gray) in new[] { ("cat", (byte)10), ("dog", (byte)200) })
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
            Save(Path.Combine(name, "1.png"), 5, 3, [.. Enumerable.Repeat(new byte[] { gray, gray, gray, 255 }, 15).SelectMany(pixel => pixel)]);
        }
        using var dataset = new ImageFolderDataset(_folder, 2, 1, new MLImageDecoder());
        Assert.Equal(["cat", "dog"], dataset.ClassNames);
        byte[] pixels = new byte[4];
        dataset.Read(1, pixels, out int label);
        Assert.Equal((1, 200), (label, Assert.Single(pixels.Distinct())));

        File.WriteAllBytes(Path.Combine(_folder, "dog", "1.png"), File.ReadAllBytes(Path.Combine(_folder, "cat", "1.png"))[..50]);
        string message = Assert.Throws<InvalidDataException>(() => dataset.Read(1, pixels, out _)).Message;
        Assert.Contains("1.png': expected an image that can be read, found a file that ends early", message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(WholeFiles))]
    public void A_whole_file_has_the_pixels_that_MLNet_decodes_and_the_size_that_its_header_says(string name)
    {
        string path = ImageTestFile.PathOf(name);
        using MLImage expected = MLImage.CreateFromFile(path);

        DecodedImage image = Decode(path, 3);

        Assert.Equal(new ImageShape(16, 24, 3), image.Shape);
        Assert.Equal(expected.ToPixels(3), image.Pixels);
        Assert.Equal((16, 24), ReadSize(path));
        Assert.Equal([.. image.Pixels.Chunk(3).Select(Gray)], Decode(path, 1).Pixels);

        static byte Gray(byte[] pixel) => (byte)(((19595 * pixel[0]) + (38470 * pixel[1]) + (7471 * pixel[2]) + 0x8000) >> 16);
    }

    [Theory, MemberData(nameof(WholeFiles))]
    public void A_file_cut_at_any_byte_is_refused_or_has_all_its_pixels(string name)
    {
        byte[] whole = File.ReadAllBytes(ImageTestFile.PathOf(name)), pixels = Decode(whole).Pixels;
        var early = new List<int>();
        for (int length = 0; length < whole.Length; length++)
        {
            try
            {
                Assert.Equal(pixels, Decode(whole[..length]).Pixels);
            }
            catch (InvalidDataException exception)
            {
                Assert.Equal(early.Count, length); // once the image is whole, whatever lacks behind it holds no pixels
                early.Add(length);
                if (length >= 32)
                {
                    Assert.Contains("ends early", exception.Message, StringComparison.Ordinal);
                }
            }
        }
        Assert.True(early.Count > (name.StartsWith("animated", StringComparison.Ordinal) ? whole.Length / 3 : whole.Length - 30), $"{early.Count}");
    }

    /// <summary>What is seen at the corners: red, green, blue and white lie in the file, row by row.</summary>
    public static TheoryData<string, int, string> Orientations() => [.. new[] { "oriented.jpg", "oriented.png", "oriented.webp" }.SelectMany(
        file => new[] { "RGBW", "GRWB", "WBGR", "BWRG", "RBGW", "BRWG", "WGBR", "GWRB" }.Index().Select(
            seen => new TheoryDataRow<string, int, string>(file, seen.Index + 1, seen.Item)))];

    [Theory]
    [MemberData(nameof(Orientations))]
    public void An_image_is_turned_as_its_orientation_says(string name, int orientation, string seen)
    {
        byte[] file = ImageTestFile.Oriented(name, orientation);

        DecodedImage image = Decode(file);

        (int height, int width) = orientation >= 5 ? (24, 16) : (16, 24);
        Assert.Equal(new ImageShape(height, width, 3), image.Shape);
        Assert.Equal((height, width), new MLImageDecoder().ReadSize(new MemoryStream(file)));
        (int Row, int Column)[] corners = [(2, 2), (2, width - 3), (height - 3, 2), (height - 3, width - 3)];
        Assert.Equal(seen, string.Concat(corners.Select(corner => NameOf(image.Pixels.AsSpan(((corner.Row * width) + corner.Column) * 3, 3)))));

        static char NameOf(ReadOnlySpan<byte> pixel) => pixel switch
        {
            [> 150, > 150, > 150] => 'W',
            [> 150, _, _] => 'R',
            [_, > 150, _] => 'G',
            _ => 'B',
        };
    }

    [Fact]
    public void The_orientation_of_a_png_counts_behind_its_pixels_too()
    {
        byte[] file = ImageTestFile.Oriented("oriented.png", 6);
        int exif = file.AsSpan().IndexOf("eXIf"u8) - 4, pixels = file.AsSpan().IndexOf("IDAT"u8) - 4, end = file.Length - 12;
        byte[] moved = [.. file[..exif], .. file[pixels..end], .. file[exif..pixels], .. file[end..]];

        Assert.Equal(new ImageShape(24, 16, 3), Decode(moved).Shape);
        Assert.Equal((24, 16), new MLImageDecoder().ReadSize(new MemoryStream(moved)));
    }

    [Fact]
    public void An_image_beyond_the_limits_is_refused_before_it_takes_memory()
    {
        var small = new MLImageDecoder(new ImageLimits { MaxPixels = 24 * 16 - 1 });
        var none = new MLImageDecoder(new ImageLimits { MaxFileBytes = 100 });
        using FileStream file = File.OpenRead(ImageTestFile.PathOf("colors.png")), gif = File.OpenRead(ImageTestFile.PathOf("gif-frame.gif"));

        foreach (Action act in new Action[] { () => small.ReadSize(file), () => small.Decode(file, 3) })
        {
            file.Position = 0;
            Assert.Contains("of 1 to 383 pixels, found 16×24", Assert.Throws<InvalidDataException>(act).Message, StringComparison.Ordinal);
        }
        file.Position = 0;
        Assert.Contains("at most 100 bytes", Assert.Throws<InvalidDataException>(() => none.Decode(file, 3)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "found 78232×56605", Assert.Throws<InvalidDataException>(() => new MLImageDecoder().Decode(gif, 3)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("49492A0008000000", "TIFF")]
    [InlineData("4D4D002A00000008", "TIFF")]
    [InlineData("000001000100202000000100", "an icon")]
    [InlineData("0000001C6674797068656963", "HEIF, AVIF or a video")]
    [InlineData("3C21646F63747970652068746D6C3E", "HTML")]
    [InlineData("", "an empty file")]
    public void A_file_of_another_kind_is_named_as_what_it_is(string file, string kind) => Assert.Contains(
        $"(PNG, JPEG, GIF, BMP or WebP), found {kind}", Assert.Throws<InvalidDataException>(() => Decode(Convert.FromHexString(file))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_header_is_read_however_far_it_reaches_and_a_stream_need_not_be_seekable()
    {
        byte[] file = File.ReadAllBytes(ImageTestFile.PathOf("colors.jpg"));
        byte[] segment = [0xFF, 0xEF, 0xEA, 0x60, .. new byte[60_000 - 2]];
        byte[] far = [.. file[..2], .. Enumerable.Repeat(segment, 12).SelectMany(bytes => bytes), .. file[2..]];
        using var compressed = new MemoryStream();
        using (var deflate = new System.IO.Compression.ZLibStream(compressed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(far);
        }
        compressed.Position = 0;
        using var stream = new System.IO.Compression.ZLibStream(compressed, System.IO.Compression.CompressionMode.Decompress);

        Assert.Equal((16, 24), new MLImageDecoder().ReadSize(new MemoryStream(far)));
        Assert.Equal(Decode(file).Pixels, new MLImageDecoder().Decode(stream, 3).Pixels);
    }

    [Fact]
    public void A_jpeg_of_more_scans_than_its_size_can_have_is_refused()
    {
        byte[] file = File.ReadAllBytes(ImageTestFile.PathOf("colors.jpg"));
        int frame = file.AsSpan().IndexOf(new byte[] { 0xFF, 0xC0 }), scan = file.AsSpan().IndexOf(new byte[] { 0xFF, 0xDA });
        (file[frame + 5], file[frame + 6], file[frame + 7], file[frame + 8]) = (0x1F, 0xFF, 0x1F, 0xFF);
        byte[] many = [.. file[..scan], .. Enumerable.Repeat(file[scan..^2], 40).SelectMany(part => part), 0xFF, 0xD9];

        Assert.Contains("scans for its size, found 40", Assert.Throws<InvalidDataException>(() => Decode(many)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_changes_end_in_an_image_or_in_the_one_exception()
    {
        var random = new Random(7);
        foreach (string path in ImageTestFile.All())
        {
            byte[] whole = File.ReadAllBytes(path);
            for (int i = 0; i < 200; i++)
            {
                byte[] file = [.. whole];
                for (int changes = random.Next(1, 4); changes > 0; changes--)
                {
                    file[random.Next(file.Length)] = (byte)random.Next(256);
                }
                try
                {
                    (int height, int width) = new MLImageDecoder(new ImageLimits { MaxPixels = 1 << 20 }).ReadSize(new MemoryStream(file));
                    DecodedImage image = new MLImageDecoder(new ImageLimits { MaxPixels = 1 << 20 }).Decode(new MemoryStream(file), 3);
                    Assert.Equal(new ImageShape(height, width, 3), image.Shape);
                }
                catch (InvalidDataException)
                {
                    // The one way to refuse.
                }
            }
        }
    }

    private static DecodedImage Decode(byte[] file, int channels = 3) => new MLImageDecoder().Decode(new MemoryStream(file), channels);

    private static (int Height, int Width) ReadSize(string path)
    {
        using FileStream file = File.OpenRead(path);
        return new MLImageDecoder().ReadSize(file);
    }

    private static DecodedImage Decode(string path, int channels)
    {
        using FileStream file = File.OpenRead(path);
        return new MLImageDecoder().Decode(file, channels);
    }

    private string Save(string name, int width, int height, byte[] bgra)
    {
        string path = Path.Combine(_folder, name);
        using MLImage image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, bgra);
        image.Save(path);
        return path;
    }
}
