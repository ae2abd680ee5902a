using CausalFusion.ML.Tests.Data;
using CausalFusion.ML.Tests.Images;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Trainers;

public class BadTrainingDataTests
{
    private readonly MLContext _ml = new(seed: 3);

    [Theory]
    [InlineData("Picture", "Label", "Could not find image column 'Picture'; the input has the columns 'Image', 'Label'")]
    [InlineData("Image", "Kind", "Could not find label column 'Kind'; the input has the columns 'Image', 'Label'")]
    [InlineData("Label", "Label", "Schema mismatch for image column 'Label': expected Image or Vector<Single, 192>, got Key<UInt32>")]
    [InlineData("Image", "Image", "Schema mismatch for label column 'Image': expected Key, whole numbers or String, got Image")]
    public void A_column_that_is_missing_or_of_the_wrong_type_is_named_with_what_was_expected_and_found(string image, string label, string message)
    {
        CausalFusionTrainerOptions options = TestPictures.Options();
        options.ImageColumnName = image;
        options.LabelColumnName = label;

        Assert.Contains(
            message, Assert.Throws<ArgumentOutOfRangeException>(() => Fit(TestPictures.Make(6), options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_of_another_size_is_named_with_its_row_and_column()
    {
        List<Picture> pictures = TestPictures.Make(6);
        pictures[4].Image = TestPictures.Image(0, 12);
        Refused<InvalidDataException>(
            pictures, "Row 4, column 'Image': expected an image of 8×8 pixels (height × width; with Sizing = "
            + "ImageSizing.CenterCrop or Resize any image is taken), found 12×12");
    }

    [Fact]
    public void An_image_with_colors_is_refused_by_a_network_of_one_channel()
    {
        CausalFusionTrainerOptions options = TestPictures.Options();
        options.Channels = 1;
        Refused<InvalidDataException>(TestPictures.Make(3), "Row 0, column 'Image': expected a gray image for a network of 1 channel", options);
    }

    [Fact]
    public void An_image_that_is_missing_is_named_with_its_row_and_column()
    {
        List<Picture> pictures = TestPictures.Make(6);
        pictures[5].Image = null;
        Refused<InvalidDataException>(pictures, "Row 5, column 'Image': expected an image of 8×8 pixels, found a missing value");
    }

    [Fact]
    public void A_label_beyond_its_key_type_is_named_with_its_row_and_column()
    {
        Numbered[] rows = [new() { Image = TestPictures.Image(0), Label = 2 }, new() { Image = TestPictures.Image(1), Label = 3 }];
        InvalidDataException exception = Assert.Throws<InvalidDataException>(
            () => _ml.ImageGeneration.Trainers.CausalFusion(TestPictures.Options()).Fit(_ml.Data.LoadFromEnumerable(rows)));
        Assert.Contains(
            "Row 1, column 'Label': expected a label that is a key from 1 to 3, found a missing value", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_with_more_values_than_a_network_can_have_classes_is_refused()
    {
        TooMany[] rows = [new() { Image = TestPictures.Image(0), Label = 2 }];
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.ImageGeneration.Trainers.CausalFusion(TestPictures.Options()).Fit(_ml.Data.LoadFromEnumerable(rows)));
        Assert.Contains("label column 'Label': expected Key with at most 1000000 values", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_data_set_is_refused()
    {
        IDataView empty = _ml.Data.LoadFromEnumerable(Array.Empty<Numbered>());
        InvalidOperationException exception =
            Assert.Throws<InvalidOperationException>(() => _ml.ImageGeneration.Trainers.CausalFusion(TestPictures.Options()).Fit(empty));
        Assert.Contains(
            "Columns 'Image' and 'Label': expected at least one row of training data, found none", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void An_image_file_that_is_no_image_or_cut_short_is_named_with_its_row_and_column(int keptBytes)
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 4; i++)
        {
            using MLImage image = TestPictures.Image(i);
            image.Save(folder[$"{i}.png"]);
        }
        File.WriteAllBytes(folder["2.png"], File.ReadAllBytes(folder["2.png"])[..keptBytes]);
        IDataView data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 4).Select(i => new InFile { Path = $"{i}.png", Label = "any" }).ToArray());
        var pipeline = _ml.Transforms.LoadImages("Image", folder.Path, "Path").Append(TestPictures.Pipeline(_ml));

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => pipeline.Fit(data));

        Assert.Contains("Row 2, column 'Image': expected an image that can be read, found:", exception.Message, StringComparison.Ordinal);
        Assert.Contains("2.png'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("progressive.jpg")]
    [InlineData("colors.png")]
    [InlineData("colors.gif")]
    [InlineData("colors.bmp")]
    [InlineData("colors.webp")]
    public void A_file_that_LoadImages_takes_though_it_ends_early_is_refused_by_name(string name)
    {
        using var folder = new TemporaryFolder();
        byte[] whole = File.ReadAllBytes(ImageTestFile.PathOf(name));
        File.Copy(ImageTestFile.PathOf(name), folder[$"whole-{name}"]);
        File.WriteAllBytes(folder[$"cut-{name}"], whole[..^(whole.Length / 5)]);
        IDataView data = _ml.Data.LoadFromEnumerable(
            new[] { "whole", "cut" }.Select(state => new InFile { Path = $"{state}-{name}", Label = state }).ToArray());
        CausalFusionTrainerOptions options = TestPictures.Options();
        options.Sizing = ImageSizing.CenterCrop;
        var pipeline = _ml.Transforms.LoadImages("Image", folder.Path, "Path").Append(TestPictures.Pipeline(_ml, options));

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => pipeline.Fit(data));

        Assert.Contains("Row 1, column 'Image': expected an image that can be read, found:", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"cut-{name}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_size_is_named()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new InFile { Path = ImageTestFile.PathOf("colors.png"), Label = "any" }]);
        var pipeline = _ml.Transforms.LoadImages("Image", "", "Path").Append(TestPictures.Pipeline(_ml));

        Assert.Contains("found 16×24 ('", Assert.Throws<InvalidDataException>(() => pipeline.Fit(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_a_component_throws_is_tagged_with_its_name()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(TestPictures.Make(0));
        Exception fitting = Assert.ThrowsAny<Exception>(() => _ml.ImageGeneration.Trainers.CausalFusion(TestPictures.Options()).Fit(data));
        CausalFusionTrainerOptions options = TestPictures.Options();
        options.Channels = 2;
        Exception making = Assert.ThrowsAny<Exception>(() => _ml.ImageGeneration.Trainers.CausalFusion(options));

        Assert.All([fitting, making], exception => Assert.Equal(nameof(ImageGenerationTrainer), Tags.ComponentOf(exception)));
        Assert.Equal(["Fit", "Options"], [Tags.PhaseOf(fitting), Tags.PhaseOf(making)]);
    }

    [Fact]
    public void Transparent_pixels_are_laid_over_white()
    {
        byte[] halfRed = [.. Enumerable.Repeat((byte[])[128, 0, 0, 128, 0, 0, 0, 0], 2).SelectMany(p => p)];
        using MLImage image = MLImage.CreateFromPixels(2, 2, MLPixelFormat.Rgba32, halfRed);
        byte[] pixels = new byte[12];

        Assert.True(CausalFusion.ML.Images.ImagePixels.TryCopy(image, 3, pixels));

        Assert.Equal([255, 127, 127, 255, 255, 255, 255, 127, 127, 255, 255, 255], pixels);
    }

    private void Refused<TException>(
        List<Picture> pictures, string message, CausalFusionTrainerOptions? options = null) where TException : Exception =>
        Assert.Contains(message, Assert.Throws<TException>(() => Fit(pictures, options ?? TestPictures.Options())).Message, StringComparison.Ordinal);

    private void Fit(List<Picture> pictures, CausalFusionTrainerOptions options) =>
        TestPictures.Pipeline(_ml, options).Fit(_ml.Data.LoadFromEnumerable(pictures)).Dispose();

    private sealed class Numbered
    {
        [ImageType(TestPictures.Size, TestPictures.Size)]
        public MLImage? Image { get; set; }

        [KeyType(3)]
        public uint Label { get; set; }
    }

    private sealed class TooMany
    {
        [ImageType(TestPictures.Size, TestPictures.Size)]
        public MLImage? Image { get; set; }

        [KeyType(1_000_001)]
        public uint Label { get; set; }
    }

    private sealed class InFile
    {
        public string Path { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
