using CausalFusion.Images;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Trainers;

/// <summary>The kinds of images that a trainer takes.</summary>
public class TrainingImagesTests
{
    private readonly MLContext _ml = new(seed: 3);

    [Theory]
    [InlineData(nameof(Example.Bytes), ImageSizing.Exact)]
    [InlineData(nameof(Example.Numbers), ImageSizing.Exact)]
    [InlineData(nameof(Example.Interleaved), ImageSizing.Exact)]
    [InlineData(nameof(Example.Doubled), ImageSizing.CenterCrop)]
    [InlineData(nameof(Example.Wide), ImageSizing.CenterCrop)]
    public void The_same_pictures_in_another_form_train_the_same_network_bit_for_bit(string column, ImageSizing sizing)
    {
        CausalFusionTrainerOptions options = Options(column, sizing);
        options.InputFormat = column == nameof(Example.Interleaved)
            ? new PixelVectorFormat { Layout = PixelLayout.Interleaved, Scale = PixelScale.MinusOneToOne }
            : new PixelVectorFormat();

        Assert.Equal(Drawn(Options(nameof(Example.Image)), Example.Make(12)), Drawn(options, Example.Make(12)));
    }

    [Fact]
    public void Images_that_are_resized_train_the_network_that_the_resized_ones_do()
    {
        List<Example> resized = Example.Make(12);
        foreach (Example example in resized)
        {
            var wide = new DecodedImage(new ImageShape(example.Wide!.Height, example.Wide.Width, 3), example.Wide.ToPixels(3));
            DecodedImage small = ImageResizing.Resize(wide, TestPictures.Size, TestPictures.Size);
            example.Image = ImageConversion.ToImage(small.Pixels, small.Shape);
        }
        List<string> expected = Drawn(Options(nameof(Example.Image)), resized);

        Assert.Equal(expected, Drawn(Options(nameof(Example.Wide), ImageSizing.Resize), Example.Make(12)));
        Assert.NotEqual(expected, Drawn(Options(nameof(Example.Wide), ImageSizing.CenterCrop), Example.Make(12)));
    }

    [Fact]
    public void Images_of_any_size_may_be_mixed_with_those_of_the_networks()
    {
        List<Example> mixed = Example.Make(12);
        foreach (Example example in mixed.Where(example => example.Number != 1))
        {
            example.Doubled = example.Image;
        }
        Assert.Equal(Drawn(Options(nameof(Example.Image)), Example.Make(12)), Drawn(Options(nameof(Example.Doubled), ImageSizing.CenterCrop), mixed));
    }

    [Fact]
    public void Numbers_between_two_bytes_are_rounded_to_the_nearer()
    {
        List<Example> rough = Example.Make(12);
        foreach (Example example in rough)
        {
            example.Numbers = [.. example.Numbers.Select((number, i) => number + (i % 2 == 0 ? 0.4f : -0.4f))];
        }
        Assert.Equal(Drawn(Options(nameof(Example.Image)), Example.Make(12)), Drawn(Options(nameof(Example.Numbers)), rough));
    }

    [Theory]
    [InlineData(nameof(Example.Label), "Schema mismatch for image column 'Label': expected Image or Vector<Single, 192>, got String")]
    [InlineData(nameof(Example.Key), "Schema mismatch for image column 'Key': expected Image or Vector<Single, 192>, got Key<UInt32")]
    [InlineData("Picture", "Could not find image column 'Picture'; the input has the columns 'Image', 'Doubled'")]
    public void A_column_of_no_images_is_refused_by_the_shape_and_by_the_data(string column, string message)
    {
        CausalFusionTrainerOptions options = Options(column);
        IDataView data = _ml.Data.LoadFromEnumerable(Example.Make(3));
        ImageGenerationTrainer trainer = _ml.ImageGeneration.Trainers.CausalFusion(options);

        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(data)).Message, StringComparison.Ordinal);
        var chain = _ml.Transforms.CopyColumns("Copy", "Number").Append(trainer).Append(_ml.Transforms.CopyColumns("Again", "GeneratedImage"));
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_vectors_or_images_of_another_size_is_refused_before_rows_are_read()
    {
        CausalFusionTrainerOptions options = Options(nameof(Example.Bytes));
        options.Channels = 1;
        Refused<ArgumentOutOfRangeException>(
            Example.Make(3), options, "Schema mismatch for image column 'Bytes': expected Image or Vector<Single, 64>, got Vector<Byte, 192>");

        IDataView large = _ml.Transforms.ResizeImages("Image", 12, 10).Fit(
            _ml.Data.LoadFromEnumerable(Example.Make(3))).Transform(_ml.Data.LoadFromEnumerable(Example.Make(3)));
        ArgumentOutOfRangeException exception =
            Assert.Throws<ArgumentOutOfRangeException>(() => _ml.ImageGeneration.Trainers.CausalFusion(Options("Image")).Fit(large));
        Assert.Contains(
            "image column 'Image': expected images of 8×8 pixels (height × width; with Sizing = ImageSizing.CenterCrop or Resize any image is "
            + "taken), got 10×12", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vector_of_another_length_or_with_a_number_out_of_range_is_named_with_its_row_and_column()
    {
        List<Example> examples = Example.Make(5);
        examples[3].Numbers = [1, 2, 3];
        Refused<InvalidDataException>(
            examples, Options("Numbers"), "Row 3, column 'Numbers': expected the 192 pixel values of a 8×8×3 image, found 3");

        examples = Example.Make(5);
        examples[4].Numbers[100] = 255.5f;
        Refused<InvalidDataException>(examples, Options("Numbers"), "Row 4, column 'Numbers': expected pixel values from 0 to 255, found 255.5");
        examples[4].Numbers[100] = float.NaN;
        Refused<InvalidDataException>(examples, Options("Numbers"), "Row 4, column 'Numbers': expected pixel values from 0 to 255, found NaN");
    }

    [Theory]
    [InlineData(ImageSizing.CenterCrop)]
    [InlineData(ImageSizing.Resize)]
    public void A_strip_is_an_image_like_others(ImageSizing sizing)
    {
        List<Example> examples = Example.Make(3);
        examples[1].Wide = MLImage.CreateFromPixels(1_000_000, 1, MLPixelFormat.Rgba32, new byte[4_000_000]);
        examples[2].Wide = MLImage.CreateFromPixels(1, 1_000_000, MLPixelFormat.Rgba32, new byte[4_000_000]);

        using ImageGenerationTransformer model = Fit(Options(nameof(Example.Wide), sizing), examples);

        Assert.Equal(3, model.Training!.Steps);
    }

    private List<string> Drawn(CausalFusionTrainerOptions options, List<Example> examples)
    {
        using ImageGenerationTransformer model = Fit(options, examples);
        return TestPictures.Hashes(model.Transform(_ml.Data.LoadFromEnumerable(Example.Make(3))));
    }

    private ImageGenerationTransformer Fit(CausalFusionTrainerOptions options, List<Example> examples) =>
        _ml.ImageGeneration.Trainers.CausalFusion(options).Fit(_ml.Data.LoadFromEnumerable(examples));

    private void Refused<TException>(List<Example> examples, CausalFusionTrainerOptions options, string message) where TException : Exception =>
        Assert.Contains(message, Assert.Throws<TException>(() => Fit(options, examples)).Message, StringComparison.Ordinal);

    private static CausalFusionTrainerOptions Options(string column, ImageSizing sizing = ImageSizing.Exact)
    {
        CausalFusionTrainerOptions options = TestPictures.Options();
        options.ImageColumnName = column;
        options.LabelColumnName = nameof(Example.Key);
        options.Sizing = sizing;
        return options;
    }
}
