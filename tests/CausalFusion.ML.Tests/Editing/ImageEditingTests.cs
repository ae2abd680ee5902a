using CausalFusion.Generation;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Editing;

public class ImageEditingTests(Trained trained) : IClassFixture<Trained>
{
    private static readonly GenerationOptions _sampling = new() { DiffusionSteps = 3, BatchSize = 4 };

    [Fact]
    public void What_the_mask_keeps_is_the_image_bit_for_bit_and_the_rest_is_drawn_anew()
    {
        List<byte[]> edited = Edit(trained.Train, new ImageEditingOptions { Mask = "left", Class = 1, Generation = _sampling });

        List<Picture> originals = TestPictures.Make(12);
        Assert.Equal(12, edited.Count);
        foreach ((byte[] pixels, Picture original) in edited.Zip(originals))
        {
            byte[] before = Rgb(original.Image!);
            Assert.Equal(Half(before, left: false), Half(pixels, left: false));
            Assert.NotEqual(Half(before, left: true), Half(pixels, left: true));
        }
    }

    [Fact]
    public void The_mask_of_everything_is_plain_generation_and_of_nothing_the_image_itself()
    {
        IDataView rows = trained.Context.Data.LoadFromEnumerable(Rows(6));
        var generation = new ImageGenerationOptions { Generation = _sampling with { ArSteps = 2 } };
        using ImageGenerationTransformer generator =
            trained.Context.Transforms.GenerateImages("Edited", "Label", trained.Model, generation).Fit(rows);

        List<byte[]> all = Edit(rows, new ImageEditingOptions { Mask = "all", LabelColumnName = "Label", Generation = generation.Generation });
        Assert.Equal(Colors(generator.Transform(rows), "Edited"), all);

        IDataView nothing = trained.Context.Data.LoadFromEnumerable(Rows(3, mask: _ => Filled(0)));
        List<byte[]> kept = Edit(nothing, new ImageEditingOptions { MaskColumnName = "Mask", Class = 0, Generation = _sampling });
        Assert.Equal(Rows(3).Select(row => Rgb(row.Image!)), kept);
    }

    [Fact]
    public void A_column_of_masks_says_for_each_row_what_is_drawn_anew_and_a_missing_one_is_the_options()
    {
        EditRow[] rows =
            Rows(5, mask: i => i switch { 0 => Filled(255), 1 => Halves(whiteLeft: true), 2 => Halves(whiteLeft: false), 3 => null, _ => Filled(0) });
        var options = new ImageEditingOptions
        {
            MaskColumnName = "Mask",
            Mask = "right",
            LabelColumnName = "Label",
            Generation = _sampling with { ArSteps = 4 },
        };

        List<byte[]> edited = Edit(trained.Context.Data.LoadFromEnumerable(rows), options);

        byte[][] before = [.. rows.Select(row => Rgb(row.Image!))];
        Assert.Equal(
            [(true, true), (true, false), (false, true), (false, true), (false, false)],
            before.Zip(edited).Select(pair => (
                !Half(pair.First, left: true).SequenceEqual(Half(pair.Second, left: true)), !Half(pair.First, left: false)
                    .SequenceEqual(Half(pair.Second, left: false)))));
    }

    [Fact]
    public void An_edit_depends_on_its_own_row_alone_not_on_those_beside_it()
    {
        EditRow[] rows = Rows(6, mask: i => i % 2 == 0 ? Halves(whiteLeft: true) : Filled(255), guidance: i => i % 3 == 0 ? float.NaN : i);
        var options = new ImageEditingOptions
        {
            MaskColumnName = "Mask",
            LabelColumnName = "Label",
            GuidanceColumnName = "Guidance",
            Generation = _sampling,
        };

        List<byte[]> together = Edit(trained.Context.Data.LoadFromEnumerable(rows), options);

        for (int i = 0; i < rows.Length; i++)
        {
            byte[] alone = Edit(trained.Context.Data.LoadFromEnumerable(new[] { rows[i] }), options).Single();
            Assert.All(alone.Zip(together[i]), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        }
    }

    [Fact]
    public void Images_of_any_size_are_resized_or_cropped_as_the_options_say_and_else_refused()
    {
        EditRow[] rows = [new() { Label = 0, Image = TestPictures.Image(1, 24) }, new() { Label = 1, Image = Wide(20, 12) }];
        foreach (ImageSizing sizing in new[] { ImageSizing.Resize, ImageSizing.CenterCrop })
        {
            List<byte[]> edited = Edit(trained.Context.Data.LoadFromEnumerable(Unsized(rows)),
                new ImageEditingOptions { Mask = "left", Sizing = sizing, Generation = _sampling });
            Assert.All(edited, pixels => Assert.Equal(8 * 8 * 3, pixels.Length));

            // Bars of black, white and black: a crop to the middle sees white alone, a resized image all three.
            Assert.Equal(sizing == ImageSizing.CenterCrop, Half(edited[1], left: false).All(value => value > 250));
        }
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(
            () => Edit(trained.Context.Data.LoadFromEnumerable(Unsized(rows)), new ImageEditingOptions { Generation = _sampling }));
        Assert.Contains(
            "image column 'Image': expected images of 8×8 pixels (height × width; with Sizing = ImageSizing.CenterCrop or Resize any image is "
            + "taken), got 24×24", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PixelLayout.Planar, PixelScale.ZeroTo255)]
    [InlineData(PixelLayout.Interleaved, PixelScale.ZeroToOne)]
    [InlineData(PixelLayout.Planar, PixelScale.MinusOneToOne)]
    public void Vectors_of_pixels_go_in_and_come_out_as_the_options_say(PixelLayout layout, PixelScale scale)
    {
        var format = new PixelVectorFormat { Layout = layout, Scale = scale };
        (float lowest, float highest) = scale switch { PixelScale.ZeroTo255 => (0f, 255f), PixelScale.ZeroToOne => (0f, 1f), _ => (-1f, 1f) };
        float[][] vectors = [.. Enumerable.Range(0, 3).Select(
            i => Enumerable.Range(0, 192).Select(k => lowest + ((highest - lowest) * ((k * (i + 3)) % 101) / 100)).ToArray())];
        IDataView data = trained.Context.Data.LoadFromEnumerable(vectors.Select(vector => new VectorRow { Pixels = vector }).ToArray());
        var options = new ImageEditingOptions
        {
            Mask = "top",
            InputFormat = format,
            Output = ImageOutputKind.Pixels,
            OutputFormat = format,
            Generation = _sampling,
        };
        using ImageEditingTransformer editor = trained.Context.Transforms.EditImages("Edited", "Pixels", trained.Model, options).Fit(data);

        IDataView edited = editor.Transform(data);
        float[][] actual = [.. edited.GetColumn<float[]>("Edited")];

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 192), edited.Schema["Edited"].Type);
        VBuffer<ReadOnlyMemory<char>> names = default;
        edited.Schema["Edited"].GetSlotNames(ref names);
        Assert.Equal(layout == PixelLayout.Planar ? "Red[0,1]" : "Green[0,0]", names.GetItemOrDefault(1).ToString());
        Assert.Equal("Blue[7,7]", names.GetItemOrDefault(191).ToString());
        for (int k = 0; k < 192; k++)
        {
            int row = layout == PixelLayout.Planar ? k % 64 / 8 : k / 3 / 8;
            Assert.All(actual, vector => Assert.InRange(vector[k], lowest, highest));
            if (row >= 4)
            {
                Assert.All(vectors.Zip(actual), pair => Assert.Equal(pair.First[k], pair.Second[k], (highest - lowest) * 1e-6f));
            }
        }
    }

    [Fact]
    public void A_vector_with_a_value_out_of_its_range_is_named_with_row_and_column()
    {
        IDataView data = trained.Context.Data.LoadFromEnumerable(
            new[] { new VectorRow { Pixels = new float[192] }, new VectorRow { Pixels = [.. Enumerable.Repeat(-0.5f, 192)] } });
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => trained.Context.Transforms
            .EditImages("Edited", "Pixels", trained.Model, new() { Generation = _sampling }).Fit(data).Transform(data).Preview());
        Assert.Contains("Row 1, column 'Pixels': expected pixel values from 0 to 255, found -0.5", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_editor_survives_being_saved_alone_and_in_a_chain_of_a_new_context()
    {
        EditRow[] rows = Rows(4, mask: i => i % 2 == 0 ? Halves(whiteLeft: true) : null, guidance: i => i);
        IDataView data = trained.Context.Data.LoadFromEnumerable(rows);
        var options = new ImageEditingOptions
        {
            MaskColumnName = "Mask",
            Mask = "rectangle:0,1,2,1",
            LabelColumnName = "Label",
            GuidanceColumnName = "Guidance",
            SeedColumnName = "Number",
            Output = ImageOutputKind.Png,
            Generation = _sampling,
        };
        using var chain = trained.Context.Transforms.EditImages(
            "Edited", "Image", trained.Model, options).Append(trained.Context.Transforms.CopyColumns("Copy", "Edited")).Fit(data);
        using var file = new MemoryStream();
        trained.Context.Model.Save(chain, data.Schema, file);
        using var loaded = (IDisposable)new MLContext().Model.Load(file, out _);

        byte[][] expected = [.. chain.Transform(data).GetColumn<byte[]>("Copy")];

        Assert.Equal(expected, ((ITransformer)loaded).Transform(data).GetColumn<byte[]>("Copy"));
        using MLImage decoded = MLImage.CreateFromStream(new MemoryStream(expected[0]));
        Assert.Equal((8, 8), (decoded.Width, decoded.Height));
        Assert.Equal(Half(Rgb(rows[0].Image!), left: false), Half(Rgb(decoded), left: false));
    }

    [Fact]
    public void A_columns_schema_is_checked_in_both_forms_with_what_was_expected_and_found()
    {
        MLContext ml = trained.Context;
        IDataView data = ml.Data.LoadFromEnumerable(Rows(2));
        foreach ((string column, ImageEditingOptions options, string message) in new (string, ImageEditingOptions, string)[]
        {
            ("Picture", new(), "Could not find image column 'Picture'"),
            ("Label", new(), "image column 'Label': expected Image or Vector<Single, 192>, got Int32"),
            ("Image", new() { MaskColumnName = "Msk" }, "Could not find mask column 'Msk'"),
            ("Image", new() { MaskColumnName = "Label" }, "mask column 'Label': expected Image, got Int32"),
            ("Image", new() { LabelColumnName = "Guidance" }, "label column 'Guidance': expected Key, whole numbers or String, got Single"),
        })
        {
            options.Generation = _sampling;
            NetworkEstimator<ImageEditingTransformer> estimator = ml.Transforms.EditImages("Edited", column, trained.Model, options);
            Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data)).Message, StringComparison.Ordinal);
            Assert.Contains(
                message, Assert.Throws<ArgumentOutOfRangeException>(
                    () => ml.Transforms.CopyColumns("Copy", "Label").Append(estimator).Fit(data)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("middle", null, 1, "Expected a mask, all, center")]
    [InlineData("rectangle:0,0,3,1", null, 1, "within 2×2 tokens")]
    [InlineData("left", null, 3, "ArSteps must lie in 1…2")]
    [InlineData("left", 3, 1, "Class must lie in 0…2; found 3")]
    public void Options_that_do_not_fit_are_refused_when_the_estimator_is_made(string mask, int? label, int arSteps, string message)
    {
        var options = new ImageEditingOptions { Mask = mask, Class = label, Generation = _sampling with { ArSteps = arSteps } };
        ArgumentException exception =
            Assert.Throws<ArgumentException>(() => trained.Context.Transforms.EditImages("Edited", "Image", trained.Model, options));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_that_a_rows_mask_does_not_allow_is_named_with_its_row()
    {
        IDataView data = trained.Context.Data.LoadFromEnumerable(Rows(2, mask: i => i == 0 ? Filled(255) : Halves(whiteLeft: true)));
        var options = new ImageEditingOptions
        {
            MaskColumnName = "Mask",
            Generation = _sampling with { Split = CausalFusion.Factorization.ArSplitPolicy.Given([1, 3]) },
        };
        Assert.Contains("Row 1, column 'Mask'", Assert.Throws<InvalidDataException>(() => Edit(data, options)).Message, StringComparison.Ordinal);
    }

    private List<byte[]> Edit(IDataView data, ImageEditingOptions options)
    {
        using ImageEditingTransformer editor = trained.Context.Transforms.EditImages("Edited", "Image", trained.Model, options).Fit(data);
        return Colors(editor.Transform(data), "Edited");
    }

    private static List<byte[]> Colors(IDataView data, string column)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema[column]]);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(data.Schema[column]);
        var images = new List<byte[]>();
        while (cursor.MoveNext())
        {
            MLImage image = null!;
            getter(ref image);
            images.Add(Rgb(image));
            image.Dispose();
        }
        return images;
    }

    private static byte[] Rgb(MLImage image)
    {
        byte[] pixels = new byte[image.Width * image.Height * 3];
        Assert.True(CausalFusion.ML.Images.ImagePixels.TryCopy(image, 3, pixels));
        return pixels;
    }

    private static byte[] Half(byte[] pixels, bool left) => [.. pixels.Where((_, i) => (i / 3 % 8 < 4) == left)];

    private static MLImage Filled(byte value) => Painted(8, 8, (_, _) => value);

    private static MLImage Halves(bool whiteLeft) => Painted(8, 8, (_, x) => x < 4 == whiteLeft ? (byte)255 : (byte)0);

    private static MLImage Wide(int width, int height) => Painted(width, height, (_, x) => x >= 3 && x < width - 3 ? (byte)255 : (byte)0);

    private static MLImage Painted(int width, int height, Func<int, int, byte> value)
    {
        byte[] pixels = new byte[width * height * 4];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = i % 4 == 3 ? (byte)255 : value(i / 4 / width, i / 4 % width);
        }
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
    }

    private static EditRow[] Rows(int count, Func<int, MLImage?>? mask = null, Func<int, float>? guidance = null) =>
        [.. Enumerable.Range(0, count).Select(i => new EditRow
    {
        Label = i % 3,
        Number = (uint)i,
        Seed = (ulong)i,
        Image = TestPictures.Image(i),
        Mask = mask?.Invoke(i),
        Guidance = guidance?.Invoke(i) ?? 1,
    })];

    private static UnsizedRow[] Unsized(EditRow[] rows) => [.. rows.Select(row => new UnsizedRow { Image = row.Image })];

    private sealed class EditRow
    {
        public int Label { get; set; }

        public uint Number { get; set; }

        public ulong Seed { get; set; }

        [ImageType(TestPictures.Size, TestPictures.Size)]
        public MLImage? Image { get; set; }

        [ImageType(TestPictures.Size, TestPictures.Size)]
        public MLImage? Mask { get; set; }

        public float Guidance { get; set; }
    }

    private sealed class UnsizedRow
    {
        [ImageType(24, 24)] // Not that all of them are.
        public MLImage? Image { get; set; }
    }

    private sealed class VectorRow
    {
        [VectorType(192)]
        public float[] Pixels { get; set; } = [];
    }
}
