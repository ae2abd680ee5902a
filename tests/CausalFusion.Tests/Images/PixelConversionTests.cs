using CausalFusion.Images;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Images;

public sealed class PixelConversionTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Every_byte_survives_the_way_to_a_value_and_back()
    {
        byte[] pixels = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        float[] values = new float[256];
        byte[] back = new byte[256];

        PixelConversion.ToValues(pixels, new ImageShape(16, 16, 1), values);
        PixelConversion.ToPixels(values, new ImageShape(16, 16, 1), back);

        Assert.Equal(-1f, values[0]);
        Assert.Equal(1f, values[255]);
        Assert.Equal(pixels, back);
    }

    [Fact]
    public void Channels_become_planes_and_planes_channels()
    {
        // 1 × 2 pixels of 3 channels.
        var shape = new ImageShape(1, 2, 3);
        byte[] pixels = [0, 51, 102, 153, 204, 255], back = new byte[6];
        float[] values = new float[6];

        PixelConversion.ToValues(pixels, shape, values);
        PixelConversion.ToPixels(values, shape, back);

        Assert.Equal([-1f, 0.2f, -0.6f, 0.6f, -0.2f, 1f], values.Select(value => MathF.Round(value, 5)));
        Assert.Equal(pixels, back);
    }

    [Fact]
    public void A_mirrored_image_has_its_columns_swapped_and_nothing_else()
    {
        var shape = new ImageShape(2, 3, 2);
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], back = new byte[12];
        float[] values = new float[12];

        PixelConversion.ToValues(pixels, shape, values, mirror: true);
        PixelConversion.ToPixels(values, shape, back);

        Assert.Equal([5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8], back);
    }

    [Theory]
    [InlineData(-1f, 0)]
    [InlineData(1f, 255)]
    [InlineData(0f, 128)]
    [InlineData(-2f, 0)]
    [InlineData(2f, 255)]
    [InlineData(-1.0039f, 0)]
    [InlineData(0.0078f, 128)]
    [InlineData(0.0079f, 129)]
    [InlineData(float.PositiveInfinity, 255)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(float.NaN, 0)]
    public void A_value_becomes_127_5_x_plus_128_clamped_and_truncated(float value, byte expected)
    {
        byte[] pixel = new byte[1];

        PixelConversion.ToPixels([value], new ImageShape(1, 1, 1), pixel);

        Assert.Equal(expected, pixel[0]);
    }

    [Fact]
    public void A_tensor_of_images_becomes_their_bytes_whatever_its_type_and_strides()
    {
        byte[] pixels = [.. Enumerable.Range(0, 2 * 4 * 3 * 3).Select(i => (byte)(i * 3))];
        var shape = new ImageShape(4, 3, 3);
        Tensor images = PixelConversion.ToTensor(pixels, shape);

        Assert.Equal([2, 3, 4, 3], images.shape);
        Assert.Equal(ScalarType.Float32, images.dtype);
        byte[][] expected = [pixels[..36], pixels[36..]];
        Assert.Equal(expected, PixelConversion.ToPixels(images));
        Assert.Equal(expected, PixelConversion.ToPixels(images.to(ScalarType.Float64)));
        Assert.Equal(expected, PixelConversion.ToPixels(images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)));
    }

    [Fact]
    public void What_is_not_an_image_is_refused()
    {
        var shape = new ImageShape(2, 2, 3);

        Assert.Throws<ArgumentException>(() => PixelConversion.ToValues(new byte[11], shape, new float[12]));
        Assert.Throws<ArgumentException>(() => PixelConversion.ToValues(new byte[12], shape, new float[11]));
        Assert.Throws<ArgumentException>(() => PixelConversion.ToPixels(new float[11], shape, new byte[12]));
        Assert.Throws<ArgumentException>(() => PixelConversion.ToTensor(new byte[13], shape));
        Assert.Throws<ArgumentException>(() => PixelConversion.ToTensor([], shape));
        Assert.Contains("found shape (3, 2, 2)", Assert.Throws<ArgumentException>(() => PixelConversion.ToPixels(zeros(3, 2, 2))).Message,
            StringComparison.Ordinal);
    }
}
