using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Images;

public sealed class MLImageTests
{
    private static Colour Gradient(int x, int y) => new(x * 9, y * 11, (x * y) % 256);

    [Theory]
    [InlineData(MLPixelFormat.Bgra32)]
    [InlineData(MLPixelFormat.Rgba32)]
    public void Pixels_are_kept_as_they_were_given(MLPixelFormat format)
    {
        byte[] pixels = [1, 2, 3, 255, 5, 6, 7, 255];
        using var image = MLImage.CreateFromPixels(2, 1, format, pixels);
        Assert.Equal(pixels, image.Pixels.ToArray());
        Assert.Equal(format, image.PixelFormat);
        Assert.Equal((2, 1), (image.Width, image.Height));
        Assert.Equal(format == MLPixelFormat.Bgra32 ? [1, 2, 3, 5, 6, 7] : [3, 2, 1, 7, 6, 5], image.GetBGRPixels);
    }

    [Fact]
    public void Changing_the_array_an_image_was_made_from_leaves_the_image_alone()
    {
        byte[] pixels = [1, 2, 3, 255];
        using var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, pixels);
        pixels[0] = 99;
        Assert.Equal(1, image.Pixels[0]);
    }

    [Fact]
    public void Impossible_sizes_and_formats_are_refused()
    {
        Assert.Throws<ArgumentException>("pixelFormat", () => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Unknown, new byte[4]));
        Assert.Throws<ArgumentException>("width", () => MLImage.CreateFromPixels(0, 1, MLPixelFormat.Rgba32, []));
        Assert.Throws<ArgumentException>("height", () => MLImage.CreateFromPixels(1, -1, MLPixelFormat.Rgba32, []));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(2, 2, MLPixelFormat.Rgba32, new byte[15]));
    }

    [Theory]
    [InlineData(MLPixelFormat.Bgra32)]
    [InlineData(MLPixelFormat.Rgba32)]
    public void A_png_holds_the_image_exactly(MLPixelFormat format)
    {
        using var folder = new ScratchFolder();
        using var image = Colour.Image(23, 17, Gradient, format);
        image.Save(folder.File("image.png"));
        using var read = MLImage.CreateFromFile(folder.File("image.png"));
        Assert.Equal(image.GetBGRPixels, read.GetBGRPixels);
        Assert.Equal(new Colour(180, 176, 64), Colour.Of(read, 20, 16));
    }

    [Fact]
    public void A_png_holds_translucency()
    {
        using var folder = new ScratchFolder();
        using var image = Colour.Image(16, 1, (x, _) => new(x * 8, 0, x * 4, x * 17));
        image.Save(folder.File("image.png"));
        using var read = MLImage.CreateFromFile(folder.File("image.png"));
        for (int x = 0; x < 16; x++)
            Assert.InRange(Colour.Of(read, x, 0).Distance(Colour.Of(image, x, 0)), 0, 1);
    }

    [Theory]
    [InlineData("image.jpg")]
    [InlineData("image.JPEG")]
    public void A_jpeg_holds_a_smooth_image_closely(string name)
    {
        using var folder = new ScratchFolder();
        using var image = Colour.Image(32, 32, (x, y) => new(x * 4, 100, y * 4));
        image.Save(folder.File(name));
        using var read = MLImage.CreateFromFile(folder.File(name));
        for (int i = 0; i < 32; i++)
            Assert.InRange(Colour.Of(read, i, 31 - i).Distance(Colour.Of(image, i, 31 - i)), 0, 6);
    }

    [Fact]
    public void Saving_over_a_longer_file_leaves_nothing_of_it()
    {
        using var folder = new ScratchFolder();
        folder.Write("image.png", new byte[100_000]);
        using var image = Colour.Image(2, 2, Gradient);
        image.Save(folder.File("image.png"));
        Assert.InRange(new FileInfo(folder.File("image.png")).Length, 1, 1000);
    }

    [Theory]
    [InlineData("image.txt")]
    [InlineData("image")]
    [InlineData("image.gif")]
    public void An_extension_of_no_writable_format_is_refused_and_nothing_is_written(string name)
    {
        using var folder = new ScratchFolder();
        using var image = Colour.Image(2, 2, Gradient);
        Assert.Throws<ArgumentException>("imagePath", () => image.Save(folder.File(name)));
        Assert.False(File.Exists(folder.File(name)));
    }

    [Fact]
    public void A_tag_is_remembered()
    {
        using var image = Colour.Image(1, 1, Gradient);
        Assert.Null(image.Tag);
        image.Tag = "cat";
        Assert.Equal("cat", image.Tag);
    }

    [Fact]
    public void A_disposed_image_cannot_be_used_but_disposed_again()
    {
        var image = Colour.Image(1, 1, Gradient);
        image.Dispose();
        image.Dispose();
        Assert.Throws<InvalidOperationException>(() => image.Width);
        Assert.Throws<InvalidOperationException>(() => image.Height);
        Assert.Throws<InvalidOperationException>(() => image.Pixels.Length);
        Assert.Throws<InvalidOperationException>(() => image.GetBGRPixels);
        Assert.Throws<InvalidOperationException>(() => image.Tag);
        Assert.Throws<InvalidOperationException>(() => image.Save("never.png"));
    }
}
