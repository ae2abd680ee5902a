using CausalFusion.ML.Networks;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Featurization;

public class ImageFeaturizationTests(Trained trained) : IClassFixture<Trained>
{
    [Fact]
    public void Features_are_vectors_as_long_as_the_network_is_wide_with_names()
    {
        IDataView features = Featurized(trained.Train);
        VBuffer<ReadOnlyMemory<char>> names = default;
        features.Schema["Features"].GetSlotNames(ref names);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 16), features.Schema["Features"].Type);
        Assert.Equal("Feature15", names.GetItemOrDefault(15).ToString());
        float[][] rows = [.. features.GetColumn<float[]>("Features")];
        Assert.Equal(12, rows.Length);
        Assert.All(rows, row => Assert.Equal(16, row.Length));
        Assert.Equal(rows.Length, rows.Select(row => string.Join(' ', row)).Distinct().Count());
    }

    [Fact]
    public void They_are_the_mean_over_the_tokens_of_the_networks_features()
    {
        using SharedModel share = trained.Generator.ShareModel();
        using TorchSharp.DisposeScope scope = TorchSharp.torch.NewDisposeScope();
        byte[] pixels = new byte[8 * 8 * 3];
        Assert.True(CausalFusion.ML.Images.ImagePixels.TryCopy(TestPictures.Image(4), 3, pixels));
        TorchSharp.torch.Tensor tokens = share.Model.Features(CausalFusion.Images.PixelConversion.ToTensor(pixels, new(8, 8, 3)), 2);
        float[] values = [.. tokens.data<float>()];
        float[] expected = [.. Enumerable.Range(0, 16).Select(d => Enumerable.Range(0, 4).Average(t => values[(t * 16) + d]))];

        float[][] actual = [.. Featurized(trained.Train, new() { Layer = 2 }).GetColumn<float[]>("Features")];

        Assert.All(expected.Zip(actual[4]), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Three_quarters_of_the_depth_is_the_default_layer()
    {
        float[][] byDefault = [.. Featurized(trained.Train).GetColumn<float[]>("Features")];
        float[][] third = [.. Featurized(trained.Train, new() { Layer = 3 }).GetColumn<float[]>("Features")];
        float[][] first = [.. Featurized(trained.Train, new() { Layer = 1 }).GetColumn<float[]>("Features")];

        Assert.Equal(third, byDefault);
        Assert.NotEqual(first, byDefault);
    }

    [Fact]
    public void They_do_not_depend_on_the_batch_beyond_rounding()
    {
        float[][] alone = [.. Featurized(trained.Train, new() { BatchSize = 1 }).GetColumn<float[]>("Features")];
        float[][] fives = [.. Featurized(trained.Train, new() { BatchSize = 5 }).GetColumn<float[]>("Features")];

        Assert.All(alone.SelectMany(row => row).Zip(fives.SelectMany(row => row)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void A_prediction_engine_gives_the_features_that_a_data_view_does()
    {
        ImageFeaturizationTransformer featurizer =
            trained.Context.Transforms.FeaturizeImages("Features", "Image", trained.Model, new() { BatchSize = 1 }).Fit(trained.Train);
        float[][] bulk = [.. featurizer.Transform(trained.Train).GetColumn<float[]>("Features")];
        using PredictionEngine<Picture, FeaturizedPicture> engine =
            trained.Context.Model.CreatePredictionEngine<Picture, FeaturizedPicture>(featurizer);

        Assert.Equal(bulk, TestPictures.Make(12).Select(picture => engine.Predict(picture).Features));
    }

    [Fact]
    public void The_users_own_images_survive_being_read()
    {
        List<Picture> pictures = TestPictures.Make(9);
        IDataView data = trained.Context.Data.LoadFromEnumerable(pictures);

        _ = Featurized(data).GetColumn<float[]>("Features").ToArray();
        _ = Featurized(data).Preview();

        Assert.All(pictures, picture => Assert.Equal(TestPictures.Size, picture.Image!.Width));
    }

    [Theory]
    [InlineData(0, 64, "Layer must lie in 1…3")]
    [InlineData(4, 64, "Layer must lie in 1…3")]
    [InlineData(1, 0, "BatchSize must be at least 1")]
    public void Options_that_do_not_fit_the_network_are_refused(int layer, int batchSize, string message)
    {
        var options = new ImageFeaturizationOptions { Layer = layer, BatchSize = batchSize };
        ArgumentException exception =
            Assert.Throws<ArgumentException>(() => trained.Context.Transforms.FeaturizeImages("F", "Image", trained.Model, options));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_of_another_size_is_named_with_its_row_and_column()
    {
        List<Picture> pictures = TestPictures.Make(3);
        pictures[2].Image = TestPictures.Image(0, 10);

        InvalidDataException exception = Assert.Throws<InvalidDataException>(
            () => Featurized(trained.Context.Data.LoadFromEnumerable(pictures)).GetColumn<float[]>("Features").ToArray());

        Assert.Contains("Row 2, column 'Image': expected an image of 8×8 pixels", exception.Message, StringComparison.Ordinal);
        Assert.Contains("found 10×10", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_images_of_another_size_or_of_no_images_is_refused_before_rows_are_read()
    {
        IDataView resized = trained.Context.Transforms.ResizeImages("Image", 12, 10, "Image").Fit(trained.Train).Transform(trained.Train);
        Assert.Contains(
            "image column 'Image': expected images of 8×8 pixels (height × width; with Sizing = ImageSizing.CenterCrop or Resize any image is "
            + "taken), got 10×12",
            Assert.Throws<ArgumentOutOfRangeException>(() => Featurized(resized)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "image column 'Label': expected Image or Vector<Single, 192>, got String",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => trained.Context.Transforms.FeaturizeImages("F", "Label", trained.Model).Fit(trained.Train)).Message,
            StringComparison.Ordinal);
    }

    private IDataView Featurized(IDataView data, ImageFeaturizationOptions? options = null) =>
        trained.Context.Transforms.FeaturizeImages("Features", "Image", trained.Model, options ?? new()).Fit(data).Transform(data);

    private sealed class FeaturizedPicture
    {
        public float[] Features { get; set; } = [];
    }
}
