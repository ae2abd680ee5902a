using CausalFusion.Images;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.ML.Tests.Images;

public sealed class ImageConversionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Bytes_to_an_image_to_a_png_and_back_are_the_same(int channels)
    {
        byte[] pixels = [.. Enumerable.Range(0, 5 * 4 * channels).Select(i => (byte)(i * 7))];
        using MLImage image = ImageConversion.ToImage(pixels, new ImageShape(5, 4, channels));
        using MLImage read = MLImage.CreateFromStream(new MemoryStream(image.ToPng()));

        Assert.Equal((4, 5), (image.Width, image.Height));
        Assert.Equal(pixels, image.ToPixels(channels));
        Assert.Equal(pixels, read.ToPixels(channels));
    }

    [Fact]
    public void What_a_network_generates_becomes_images_clamped()
    {
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyList<MLImage> images = ImageConversion.ToImages(tensor(new float[] { -1, 1, 0, 3, -9, 1, 1, 1 }).view(2, 1, 2, 2));

        Assert.Equal([0, 255, 128, 255], images[0].ToPixels(1));
        Assert.Equal([0, 255, 255, 255], images[1].ToPixels(1));
    }

    [Fact]
    public void What_is_no_image_is_refused()
    {
        using Tensor latents = zeros(1, 4, 2, 2);
        using MLImage colors = ImageConversion.ToImage([1, 2, 3], new ImageShape(1, 1, 3));

        Assert.Contains("(1, 4, 2, 2)", Assert.Throws<ArgumentException>(() => ImageConversion.ToImages(latents)).Message, StringComparison.Ordinal);
        Assert.Contains("found 2", Assert.Throws<ArgumentException>(() => ImageConversion.ToImage([1, 2], new ImageShape(1, 1, 1))).Message,
            StringComparison.Ordinal);
        Assert.Contains("found 2", Assert.Throws<ArgumentException>(() => ImageConversion.ToImage([1, 2], new ImageShape(1, 1, 2))).Message,
            StringComparison.Ordinal);
        Assert.Contains("colors", Assert.Throws<ArgumentException>(() => colors.ToPixels(1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => colors.ToPixels(4));
    }
}
