using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Tests.Images;

public sealed class VectorToImageTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        [VectorType(6)]
        public float[] Singles { get; set; } = [1, 2, 30, 40, 200, 255];

        [VectorType(6)]
        public double[] Doubles { get; set; } = [1, 2, 30, 40, 200, 255];

        [VectorType(6)]
        public byte[] Bytes { get; set; } = [1, 2, 30, 40, 200, 255];

        [VectorType(6)]
        public int[] Integers { get; set; } = new int[6];
    }

    private IDataView View => _ml.Data.LoadFromEnumerable([new Row()]);

    [Theory]
    [InlineData("Singles")]
    [InlineData("Doubles")]
    [InlineData("Bytes")]
    public void A_vector_of_planes_becomes_an_opaque_image(string column)
    {
        var data = _ml.Transforms.ConvertToImage(1, 2, "Image", column).Fit(View).Transform(View);
        Assert.Equal(new ImageDataViewType(1, 2), data.Schema["Image"].Type);
        var (left, right) = ImageCursor.First(data, "Image", image => (Colour.Of(image, 0, 0), Colour.Of(image, 1, 0)));
        Assert.Equal(new(1, 30, 200), left);
        Assert.Equal(new(2, 40, 255), right);
    }

    [Fact]
    public void Interleaved_values_and_other_orders_are_understood()
    {
        var data = _ml.Transforms.ConvertToImage(2, 1, "Image", "Singles", orderOfColors: ColorsOrder.ABGR, interleavedColors: true)
            .Fit(View).Transform(View);
        var (top, bottom) = ImageCursor.First(data, "Image", image => (Colour.Of(image, 0, 0), Colour.Of(image, 0, 1)));
        Assert.Equal(new(30, 2, 1), top);
        Assert.Equal(new(255, 200, 40), bottom);
    }

    [Fact]
    public void Colours_that_the_vector_lacks_have_their_defaults()
    {
        var data = _ml.Transforms.ConvertToImage(2, 3, "Image", "Singles", ColorBits.Green, defaultRed: 7, defaultBlue: 9).Fit(View).Transform(View);
        Assert.Equal(new(7, 200, 9), ImageCursor.First(data, "Image", image => Colour.Of(image, 1, 1)));
    }

    [Fact]
    public void Real_numbers_are_scaled_before_the_offset_is_subtracted()
    {
        var data = _ml.Transforms.ConvertToImage(1, 2, "Image", "Singles", scaleImage: 0.5f, offsetImage: -3).Fit(View).Transform(View);
        var colour = ImageCursor.First(data, "Image", image => Colour.Of(image, 0, 0));
        Assert.Equal((4, 18, 103), (colour.R, colour.G, colour.B));
    }

    [Fact]
    public void Extracting_what_was_converted_gives_the_vector_back()
    {
        var pipeline = _ml.Transforms.ConvertToImage(2, 1, "Image", "Bytes", interleavedColors: true)
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true, outputAsFloatArray: false));
        Assert.Equal(new Row().Bytes, ImageCursor.FirstVector<byte>(pipeline.Fit(View).Transform(View), "Pixels"));
    }

    [Fact]
    public void A_vector_of_another_length_or_type_is_named_in_the_error()
    {
        var length = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ConvertToImage(2, 2, "Image", "Singles").Fit(View));
        Assert.Contains("'Singles'", length.Message, StringComparison.Ordinal);
        Assert.Contains("6", length.Message, StringComparison.Ordinal);
        var integers = _ml.Transforms.ConvertToImage(1, 2, "Image", "Integers");
        Assert.ThrowsAny<Exception>(() => ImageCursor.First(integers.Fit(View).Transform(View), "Image", image => image.Width));
    }
}
