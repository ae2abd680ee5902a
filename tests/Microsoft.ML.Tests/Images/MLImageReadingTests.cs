using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Images;

public sealed class MLImageReadingTests
{
    private const int Width = 5, Height = 3;

    private static string Golden(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CausalFusion.ML.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("CausalFusion.ML.sln is above the test's folder");
        return Path.Combine(folder.FullName, "tests", "Microsoft.ML.Tests", "Images", "Golden", name);
    }

    private static Colour At(int x, int y) => new(40 * x, 80 * y, 255 - (10 * x) - y);

    private static IEnumerable<byte[]> Rows(Func<int, int, byte[]> pixel) =>
        Enumerable.Range(0, Height).Select(y => Enumerable.Range(0, Width).SelectMany(x => pixel(x, y)).ToArray());

    private static MLImage Read(byte[] file) => MLImage.CreateFromStream(new MemoryStream(file));

    private static void Holds(MLImage image, Func<int, int, Colour> at)
    {
        Assert.Equal((Width, Height), (image.Width, image.Height));
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
                Assert.Equal(at(x, y), Colour.Of(image, x, y));
        }
    }

    [Fact]
    public void A_colour_png_is_read_exactly()
    {
        using var image = Read(PngFile.Create(Width, Height, 8, PngFile.Rgb, Rows((x, y) => [(byte)At(x, y).R, (byte)At(x, y).G, (byte)At(x, y).B])));
        Holds(image, At);
        Assert.Contains(image.PixelFormat, new[] { MLPixelFormat.Bgra32, MLPixelFormat.Rgba32 });
        Assert.Equal(32, image.BitsPerPixel);
    }

    [Fact]
    public void A_png_of_16_bits_keeps_the_high_bytes()
    {
        static byte[] Wide(int v) => [(byte)v, (byte)v];
        using var image = Read(PngFile.Create(Width, Height, 16, PngFile.Rgb,
            Rows((x, y) => [.. Wide(At(x, y).R), .. Wide(At(x, y).G), .. Wide(At(x, y).B)])));
        Holds(image, At);
    }

    [Fact]
    public void A_grey_png_has_equal_red_green_and_blue()
    {
        using var image = Read(PngFile.Create(Width, Height, 8, PngFile.Grey, Rows((x, y) => [(byte)(50 * x)])));
        Holds(image, (x, _) => new(50 * x, 50 * x, 50 * x));
    }

    [Fact]
    public void A_png_of_one_bit_is_black_and_white()
    {
        using var image = Read(PngFile.Create(Width, Height, 1, PngFile.Grey, [[0b10101000], [0b01010000], [0b11111000]]));
        Holds(image, (x, y) => y == 2 || (x + y) % 2 == 0 ? new(255, 255, 255) : new(0, 0, 0));
    }

    [Fact]
    public void A_palette_png_has_the_palettes_colours_and_its_transparency()
    {
        byte[] palette = [200, 100, 50, 0, 255, 0];
        using var image = Read(PngFile.Create(Width, Height, 8, PngFile.Palette, Rows((x, _) => [(byte)(x % 2)]), false, ("PLTE", palette),
            ("tRNS", [255, 0])));
        Holds(image, (x, _) => x % 2 == 0 ? new(200, 100, 50) : new(0, 0, 0, 0));
    }

    [Fact]
    public void An_interlaced_png_is_read_exactly()
    {
        (int X, int Y, int Dx, int Dy)[] passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        var rows = new List<byte[]>();
        foreach (var (x0, y0, dx, dy) in passes)
        {
            for (int y = y0; y < Height; y += dy)
            {
                var row = new List<byte>();
                for (int x = x0; x < Width; x += dx)
                    row.AddRange([(byte)At(x, y).R, (byte)At(x, y).G, (byte)At(x, y).B]);
                if (row.Count > 0)
                    rows.Add([.. row]);
            }
        }
        using var image = Read(PngFile.Create(Width, Height, 8, PngFile.Rgb, rows, interlaced: true));
        Holds(image, At);
    }

    [Fact]
    public void Translucent_colours_are_held_multiplied_by_alpha_and_given_back_unmultiplied()
    {
        using var image = Read(PngFile.Create(Width, Height, 8, PngFile.Rgba, Rows((x, y) => [200, 100, 50, (byte)(x == 0 ? 0 : 51 * x)])));
        Assert.Equal(new(0, 0, 0, 0), Colour.Of(image, 0, 0));
        Assert.Equal(new(120, 60, 30, 153), Colour.Of(image, 3, 0));
        var bgr = image.GetBGRPixels;
        Assert.Equal(Width * Height * 3, bgr.Length);
        Assert.Equal([50, 100, 200], bgr.Skip(3 * 3).Take(3));
    }

    [Fact]
    public void A_grey_png_with_alpha_is_translucent()
    {
        using var image = Read(PngFile.Create(Width, Height, 8, PngFile.GreyAlpha, Rows((x, y) => [200, 51])));
        Holds(image, (_, _) => new(40, 40, 40, 51));
    }

    [Theory]
    [InlineData("colour.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("cmyk.jpg")]
    public void A_jpeg_is_read_within_its_own_precision(string name)
    {
        using var image = MLImage.CreateFromFile(Golden(name));
        Assert.Equal((24, 16), (image.Width, image.Height));
        Assert.InRange(Colour.Of(image, 2, 2).Distance(new(200, 30, 40)), 0, 8);
        Assert.InRange(Colour.Of(image, 20, 2).Distance(new(20, 180, 60)), 0, 8);
        Assert.InRange(Colour.Of(image, 2, 13).Distance(new(30, 50, 210)), 0, 8);
        Assert.InRange(Colour.Of(image, 20, 13).Distance(new(240, 230, 220)), 0, 8);
    }

    [Fact]
    public void A_grey_jpeg_is_read()
    {
        using var image = MLImage.CreateFromFile(Golden("grey.jpg"));
        Assert.InRange(Colour.Of(image, 2, 2).Distance(new(82, 82, 82)), 0, 4);
        Assert.InRange(Colour.Of(image, 20, 13).Distance(new(232, 232, 232)), 0, 4);
    }

    [Fact]
    public void A_missing_file_is_an_argument_error()
    {
        using var folder = new ScratchFolder();
        Assert.Throws<ArgumentException>("imagePath", () => MLImage.CreateFromFile(folder.File("none.png")));
        Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromFile(null!));
        Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromStream(null!));
    }

    [Fact]
    public void A_file_that_is_no_image_is_an_argument_error()
    {
        using var folder = new ScratchFolder();
        Assert.Throws<ArgumentException>("imagePath",
            () => MLImage.CreateFromFile(folder.Write("text.png", "not an image, whatever its name"u8.ToArray())));
        Assert.Throws<ArgumentException>("imagePath", () => MLImage.CreateFromFile(folder.Write("empty.jpg", [])));
        Assert.Throws<ArgumentException>("imageStream", () => Read("neither is this"u8.ToArray()));
    }

    [Fact]
    public void A_header_without_an_image_is_an_argument_error()
    {
        var png = PngFile.Create(Width, Height, 8, PngFile.Grey, Rows((_, _) => [1]));
        Assert.Throws<ArgumentException>("imageStream", () => Read(png[..20]));
        Assert.Throws<ArgumentException>("imageStream", () => Read(File.ReadAllBytes(Golden("colour.jpg"))[..40]));
    }

    [Fact]
    public void A_header_that_claims_exabytes_is_an_argument_error_and_costs_nothing()
    {
        var png = PngFile.Create(int.MaxValue, int.MaxValue, 8, PngFile.Rgba, [[1, 2, 3, 4]]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ArgumentException>("imageStream", () => Read(png));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 << 20);
    }

    [SubstituteFact("Microsoft.ML.ImageAnalytics gives partial images of truncated files.")]
    public void A_header_that_claims_more_than_the_file_can_hold_is_refused_before_memory_is_taken()
    {
        var png = PngFile.Create(8000, 8000, 8, PngFile.Rgba, [[1, 2, 3, 4]]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.Throws<ArgumentException>("imageStream", () => Read(png));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 << 20);
        Assert.Contains("8000 x 8000", e.Message, StringComparison.Ordinal);
    }

    [SubstituteFact("Microsoft.ML.ImageAnalytics gives partial images of truncated files.")]
    public void A_truncated_image_is_refused()
    {
        var png = PngFile.Create(Width, Height, 8, PngFile.Grey, Rows((x, _) => [(byte)x]));
        for (int length = 0; length < png.Length; length++)
            Assert.Throws<ArgumentException>("imageStream", () => Read(png[..length]));
        foreach (var name in new[] { "colour.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg" })
        {
            var jpeg = File.ReadAllBytes(Golden(name));
            // The last two bytes say only that the file ends here.
            for (int length = 0; length < jpeg.Length - 2; length += 7)
                Assert.Throws<ArgumentException>("imageStream", () => Read(jpeg[..length]));
        }
    }

    [Fact]
    public void A_stream_is_read_from_where_it_stands()
    {
        byte[] file = [1, 2, 3, .. PngFile.Create(Width, Height, 8, PngFile.Grey, Rows((x, _) => [(byte)x]))];
        using var stream = new MemoryStream(file) { Position = 3 };
        using var image = MLImage.CreateFromStream(stream);
        Holds(image, (x, _) => new(x, x, x));
    }
}
