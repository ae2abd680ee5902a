using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Tests.Images;

public sealed class PixelExtractionTests
{
    private const int Pixels = ImageRow.Width * ImageRow.Height;

    private readonly MLContext _ml = new(seed: 1);

    private static Colour At(int x, int y) => new(10 + x, 50 + y, 100 + x + (10 * y));

    private IDataView Extract(IDataView data, ColorBits colours = ColorBits.Rgb, ColorsOrder order = ColorsOrder.ARGB, bool interleave = false,
        float offset = 0, float scale = 1, bool asFloats = true) =>
        _ml.Transforms.ExtractPixels("Pixels", "Image", colours, order, interleave, offset, scale, asFloats).Fit(data).Transform(data);

    [Theory]
    [InlineData(MLPixelFormat.Bgra32)]
    [InlineData(MLPixelFormat.Rgba32)]
    public void Planes_follow_each_other_red_green_blue(MLPixelFormat format)
    {
        var data = Extract(ImageRow.View(_ml, At, format));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3, ImageRow.Height, ImageRow.Width), data.Schema["Pixels"].Type);
        var values = ImageCursor.FirstVector<float>(data, "Pixels");
        for (int i = 0; i < Pixels; i++)
        {
            var colour = At(i % ImageRow.Width, i / ImageRow.Width);
            Assert.Equal((colour.R, colour.G, colour.B), (values[i], values[Pixels + i], values[(2 * Pixels) + i]));
        }
    }

    [Fact]
    public void Interleaved_colours_of_a_pixel_are_neighbours()
    {
        var data = Extract(ImageRow.View(_ml, At), interleave: true);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, ImageRow.Height, ImageRow.Width, 3), data.Schema["Pixels"].Type);
        var values = ImageCursor.FirstVector<float>(data, "Pixels");
        Assert.Equal([10, 50, 100, 11, 50, 101], values[..6]);
        Assert.Equal([15, 53, 135], values[^3..]);
    }

    [Theory]
    [InlineData(ColorsOrder.ARGB, new float[] { 255, 10, 50, 100 })]
    [InlineData(ColorsOrder.ARBG, new float[] { 255, 10, 100, 50 })]
    [InlineData(ColorsOrder.ABRG, new float[] { 255, 100, 10, 50 })]
    [InlineData(ColorsOrder.ABGR, new float[] { 255, 100, 50, 10 })]
    [InlineData(ColorsOrder.AGRB, new float[] { 255, 50, 10, 100 })]
    [InlineData(ColorsOrder.AGBR, new float[] { 255, 50, 100, 10 })]
    public void Colours_come_in_the_order_asked_for(ColorsOrder order, float[] expected) =>
        Assert.Equal(expected,
            ImageCursor.FirstVector<float>(Extract(ImageRow.View(_ml, At), ColorBits.All, order, interleave: true), "Pixels")[..4]);

    [Fact]
    public void Only_the_colours_asked_for_are_extracted()
    {
        var data = Extract(ImageRow.View(_ml, At), ColorBits.Green);
        var values = ImageCursor.FirstVector<float>(data, "Pixels");
        Assert.Equal(Pixels, values.Length);
        Assert.Equal([50, 53], [values[0], values[^1]]);
    }

    [Fact]
    public void The_offset_is_subtracted_before_scaling()
    {
        var values = ImageCursor.FirstVector<float>(Extract(ImageRow.View(_ml, At), offset: 100, scale: 0.5f), "Pixels");
        Assert.Equal([-45, -44.5f], values[..2]);
    }

    [Fact]
    public void As_bytes_there_is_neither_offset_nor_scale()
    {
        var data = Extract(ImageRow.View(_ml, At), offset: 100, scale: 0.5f, asFloats: false);
        Assert.Equal(NumberDataViewType.Byte, ((VectorDataViewType)data.Schema["Pixels"].Type).ItemType);
        Assert.Equal([10, 11], ImageCursor.FirstVector<byte>(data, "Pixels")[..2]);
    }

    [Fact]
    public void Images_of_unknown_size_cannot_be_extracted()
    {
        var paths = _ml.Data.LoadFromEnumerable([new PathRow { Path = "x.png" }]);
        var loaded = _ml.Transforms.LoadImages("Image", null, "Path").Fit(paths).Transform(paths);
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Extract(loaded));
        Assert.Contains("'Image'", e.Message, StringComparison.Ordinal);
        Assert.Contains("known-size image", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_of_another_size_than_its_column_is_refused()
    {
        var data = Extract(_ml.Data.LoadFromEnumerable([new ImageRow { Image = Colour.Image(5, 4, At) }]));
        Assert.Throws<InvalidOperationException>(() => ImageCursor.FirstVector<float>(data, "Pixels"));
    }

    [Fact]
    public void A_missing_image_has_zeros()
    {
        var values = ImageCursor.FirstVector<float>(Extract(_ml.Data.LoadFromEnumerable([new ImageRow()])), "Pixels");
        Assert.Equal(new float[3 * Pixels], values);
    }

    [Fact]
    public void No_colours_and_no_scale_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ExtractPixels("Out", "Image", colorsToExtract: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ExtractPixels("Out", "Image", scaleImage: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ExtractPixels("Out", "Image", offsetImage: float.NaN));
    }
}
