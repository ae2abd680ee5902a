using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Tests.Images;

public sealed class ImagePipelineTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Every_image_transform_does_the_same_after_saving_and_loading()
    {
        using var folder = new ScratchFolder();
        using (var image = Colour.Image(20, 10, (x, y) => new(12 * x, 25 * y, 6 * (x + y))))
            image.Save(folder.File("a.png"));
        var data = _ml.Data.LoadFromEnumerable([new PathRow { Path = "a.png" }]);
        var pipeline = _ml.Transforms.LoadImages("Image", folder.Path, "Path")
            .Append(_ml.Transforms.LoadRawImageBytes("Bytes", folder.Path, "Path"))
            .Append(_ml.Transforms.ResizeImages("Padded", 8, 8, "Image", ImageResizingEstimator.ResizingKind.IsoPad))
            .Append(_ml.Transforms.ResizeImages("Cropped", 8, 8, "Image", ImageResizingEstimator.ResizingKind.IsoCrop,
                ImageResizingEstimator.Anchor.Right))
            .Append(_ml.Transforms.ConvertToGrayscale("Grey", "Padded"))
            .Append(_ml.Transforms.ExtractPixels("Floats", "Grey", ImagePixelExtractingEstimator.ColorBits.Blue, offsetImage: 3, scaleImage: 0.25f))
            .Append(_ml.Transforms.ExtractPixels("Levels", "Cropped", ImagePixelExtractingEstimator.ColorBits.All,
                ImagePixelExtractingEstimator.ColorsOrder.AGBR, true, outputAsFloatArray: false))
            .Append(_ml.Transforms.ConvertToImage(8, 8, "Again", "Levels", ImagePixelExtractingEstimator.ColorBits.All,
                ImagePixelExtractingEstimator.ColorsOrder.AGBR, true));
        var model = pipeline.Fit(data);

        using var zip = new MemoryStream();
        _ml.Model.Save(model, data.Schema, zip);
        zip.Position = 0;
        var loaded = new MLContext(seed: 2).Model.Load(zip, out var schema);
        Assert.Equal("Path", Assert.Single(schema).Name);

        var (expected, actual) = (model.Transform(data), loaded.Transform(data));
        foreach (string column in new[] { "Padded", "Cropped", "Grey", "Again" })
        {
            Assert.Equal(expected.Schema[column].Type, actual.Schema[column].Type);
            Assert.Equal(ImageCursor.First(expected, column, image => image.Pixels.ToArray()),
                ImageCursor.First(actual, column, image => image.Pixels.ToArray()));
        }
        Assert.Equal(ImageCursor.FirstVector<byte>(expected, "Bytes"), ImageCursor.FirstVector<byte>(actual, "Bytes"));
        Assert.Equal(ImageCursor.FirstVector<float>(expected, "Floats"), ImageCursor.FirstVector<float>(actual, "Floats"));
        Assert.Equal(ImageCursor.FirstVector<byte>(expected, "Levels"), ImageCursor.FirstVector<byte>(actual, "Levels"));
        Assert.Contains(ImageCursor.FirstVector<float>(actual, "Floats"), level => level > 0);
    }

    [Fact]
    public void A_prediction_engine_reads_images_of_objects()
    {
        var data = ImageRow.View(_ml, (x, y) => new(x, y, 5));
        var model = _ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true).Fit(data);
        using var engine = _ml.Model.CreatePredictionEngine<ImageRow, PixelRow>(model);
        using var image = Colour.Image(ImageRow.Width, ImageRow.Height, (x, y) => new(10 * x, 20 * y, 30));
        var pixels = engine.Predict(new ImageRow { Image = image }).Pixels;
        Assert.Equal([0, 0, 30, 10, 0, 30], pixels[..6]);
    }

    private sealed class PixelRow
    {
        [VectorType(ImageRow.Width * ImageRow.Height * 3)]
        public float[] Pixels { get; set; } = [];
    }
}
