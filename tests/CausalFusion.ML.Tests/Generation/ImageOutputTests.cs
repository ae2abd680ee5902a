using CausalFusion.Families;
using CausalFusion.ML.Tests.Data;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Generation;

public class ImageOutputTests(Trained trained) : IClassFixture<Trained>
{
    [Fact]
    public void Png_bytes_decode_to_the_images_and_pixels_are_within_a_byte_of_them()
    {
        IDataView keyed = trained.Keys.Transform(trained.Requests(4));
        byte[][] images = [.. trained.Context.Data.CreateEnumerable<DrawnRow>(
            Draw(keyed, ImageOutputKind.Image), reuseRowObject: false).Select(row => Colors(row.GeneratedImage!))];

        byte[][] files = [.. Draw(keyed, ImageOutputKind.Png).GetColumn<byte[]>("GeneratedImage")];
        float[][] pixels = [.. Draw(keyed, ImageOutputKind.Pixels, PixelLayout.Interleaved).GetColumn<float[]>("GeneratedImage")];

        Assert.Equal(images, files.Select(file =>
        {
            using MLImage image = MLImage.CreateFromStream(new MemoryStream(file));
            return Colors(image);
        }));
        Assert.All(images.Zip(pixels), pair => Assert.All(pair.First.Zip(pair.Second), p => Assert.InRange(p.First - p.Second, -1, 1)));
    }

    [Fact]
    public void Labels_may_be_keys_numbers_or_names_and_give_the_same_images()
    {
        MLContext ml = trained.Context;
        IDataView texts = trained.Requests(6), keys = trained.Keys.Transform(texts);
        IDataView numbers =
            ml.Data.LoadFromEnumerable(Enumerable.Range(0, 6).Select(i => new NumberedRequest { Label = (short)(i % 3), Seed = (ulong)i }).ToArray());
        List<string> expected = TestPictures.Hashes(trained.Generator.Transform(keys));

        Assert.Equal(expected, TestPictures.Hashes(trained.Generator.Transform(texts)));
        Assert.Equal(expected, TestPictures.Hashes(trained.Generator.Transform(numbers)));
    }

    [Fact]
    public void A_label_out_of_range_or_of_no_known_name_is_named_with_row_and_column()
    {
        MLContext ml = trained.Context;
        IDataView numbers = ml.Data.LoadFromEnumerable(new[] { new NumberedRequest { Label = 2 }, new NumberedRequest { Label = -1 } });
        IDataView names = ml.Data.LoadFromEnumerable(new[] { new Wish { Label = "red" }, new Wish { Label = "mauve" } });

        Assert.Contains(
            "Row 1, column 'Label': expected a class from 0 to 2, found -1",
            Assert.Throws<InvalidDataException>(() => TestPictures.Hashes(trained.Generator.Transform(numbers))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Row 1, column 'Label': expected one of 'red', 'green', 'blue', or a number from 0 to 2; found 'mauve'",
            Assert.Throws<InvalidDataException>(() => TestPictures.Hashes(trained.Generator.Transform(names))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_classes_go_with_a_network_into_its_file_or_come_from_the_options()
    {
        using var folder = new TemporaryFolder();
        trained.Generator.SaveModelFile(folder["named"]);
        using (ImageModel network = ModelFamilies.Load(folder["named"]))
        {
            network.Info = network.Info with { ClassNames = [] };
            network.Save(folder["nameless"]);
        }
        IDataView texts = trained.Requests(3);
        List<string> expected = TestPictures.Hashes(trained.Generator.Transform(texts));
        var options = new ImageGenerationOptions { Generation = trained.Generator.Generation };

        using ImageGenerationTransformer named =
            trained.Context.Transforms.GenerateImages("GeneratedImage", "Label", folder["named"], options).Fit(texts);
        Assert.Equal(expected, TestPictures.Hashes(named.Transform(texts)));
        using ImageGenerationTransformer nameless =
            trained.Context.Transforms.GenerateImages("GeneratedImage", "Label", folder["nameless"], options).Fit(texts);
        Assert.Contains(
            "Row 0, column 'Label': expected a number from 0 to 2; found 'red'",
            Assert.Throws<InvalidDataException>(() => TestPictures.Hashes(nameless.Transform(texts))).Message,
            StringComparison.Ordinal);
        options.ClassNames = TestPictures.Labels;
        using ImageGenerationTransformer told =
            trained.Context.Transforms.GenerateImages("GeneratedImage", "Label", folder["nameless"], options).Fit(texts);
        Assert.Equal(expected, TestPictures.Hashes(told.Transform(texts)));
        options.ClassNames = ["red"];
        Assert.Contains(
            "ClassNames must have 3 names", Assert.Throws<ArgumentException>(
                () => trained.Context.Transforms.GenerateImages("Out", "Label", folder["nameless"], options)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_guidance_draws_each_row_as_the_option_of_that_scale_does()
    {
        IDataView rows = trained.Context.Data.LoadFromEnumerable(
            Enumerable.Range(0, 6).Select(i => new GuidedRequest { Seed = (ulong)i, Guidance = i % 3 == 2 ? double.NaN : 1 + i }).ToArray());
        byte[][] guided = Pixels(
            new ImageGenerationOptions { Generation = trained.Generator.Generation with { GuidanceScale = 3 }, GuidanceColumnName = "Guidance" });

        for (int i = 0; i < 6; i++)
        {
            byte[] expected =
                Pixels(new ImageGenerationOptions { Generation = trained.Generator.Generation with { GuidanceScale = i % 3 == 2 ? 3 : 1 + i } })[i];
            Assert.All(expected.Zip(guided[i]), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        }
        Assert.NotEqual(guided, Pixels(new ImageGenerationOptions { Generation = trained.Generator.Generation with { GuidanceScale = 3 } }));

        byte[][] Pixels(ImageGenerationOptions options)
        {
            using ImageGenerationTransformer generator =
                trained.Context.Transforms.GenerateImages("GeneratedImage", "Label", trained.Model, options).Fit(rows);
            return [.. trained.Context.Data.CreateEnumerable<DrawnImage>(
                generator.Transform(rows), reuseRowObject: false).Select(row => row.GeneratedImage!.Pixels.ToArray())];
        }
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.PositiveInfinity)]
    public void A_guidance_scale_that_is_none_is_named_with_row_and_column(double scale)
    {
        IDataView rows = trained.Context.Data.LoadFromEnumerable(new[] { new GuidedRequest { Guidance = scale } });
        var options = new ImageGenerationOptions { Generation = trained.Generator.Generation, GuidanceColumnName = "Guidance" };
        using ImageGenerationTransformer generator =
            trained.Context.Transforms.GenerateImages("GeneratedImage", "Label", trained.Model, options).Fit(rows);
        Assert.Contains(
            "Row 0, column 'Guidance'", Assert.Throws<InvalidDataException>(
                () => TestPictures.Hashes(generator.Transform(rows))).Message, StringComparison.Ordinal);
    }

    private IDataView Draw(IDataView keyed, ImageOutputKind kind, PixelLayout layout = PixelLayout.Planar)
    {
        var options = new ImageGenerationOptions
        {
            Generation = trained.Generator.Generation,
            Output = kind,
            OutputFormat = new() { Layout = layout },
        };
        return trained.Context.Transforms.GenerateImages("GeneratedImage", "Label", trained.Model, options).Fit(keyed).Transform(keyed);
    }

    private static byte[] Colors(MLImage image)
    {
        byte[] pixels = new byte[image.Width * image.Height * 3];
        Assert.True(CausalFusion.ML.Images.ImagePixels.TryCopy(image, 3, pixels));
        return pixels;
    }

    private sealed class NumberedRequest
    {
        public short Label { get; set; }

        public ulong Seed { get; set; }
    }

    private sealed class GuidedRequest
    {
        public byte Label { get; set; }

        public ulong Seed { get; set; }

        public double Guidance { get; set; }
    }

    private sealed class DrawnImage
    {
        [Microsoft.ML.Transforms.Image.ImageType(TestPictures.Size, TestPictures.Size)]
        public MLImage? GeneratedImage { get; set; }
    }

    private sealed class DrawnRow
    {
        [Microsoft.ML.Transforms.Image.ImageType(TestPictures.Size, TestPictures.Size)]
        public MLImage? GeneratedImage { get; set; }
    }
}
