using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Generation;

public class ImageGenerationTests(Trained trained) : IClassFixture<Trained>
{
    [Fact]
    public void Every_row_gets_an_image_of_the_networks_size_beside_its_own_columns()
    {
        IDataView drawn = trained.Model.Transform(trained.Requests(5));

        List<DrawnRow> rows = [.. trained.Context.Data.CreateEnumerable<DrawnRow>(
            trained.Context.Transforms.Conversion.MapKeyToValue("Label").Fit(drawn).Transform(drawn), reuseRowObject: false)];

        Assert.Equal(["red", "green", "blue", "red", "green"], rows.Select(r => r.Label));
        Assert.All(rows, row => Assert.Equal((TestPictures.Size, TestPictures.Size), (row.GeneratedImage!.Width, row.GeneratedImage.Height)));
        Assert.Equal(5, rows.Select(row => TestPictures.Hash(row.GeneratedImage)).Distinct().Count());
        Assert.Equal(new ImageDataViewType(TestPictures.Size, TestPictures.Size), drawn.Schema["GeneratedImage"].Type);
    }

    [Fact]
    public void The_same_label_and_seed_give_the_same_image_bit_for_bit()
    {
        IDataView rows = trained.Requests(6);
        Assert.Equal(TestPictures.Hashes(trained.Model.Transform(rows)), TestPictures.Hashes(trained.Model.Transform(rows)));
    }

    [Fact]
    public void An_image_depends_on_its_label_and_on_its_seed()
    {
        Request[] requests = [new() { Label = "red", Seed = 1 }, new() { Label = "blue", Seed = 1 }, new() { Label = "red", Seed = 2 },
            new() { Label = "red", Seed = 1 }];
        List<string> hashes = TestPictures.Hashes(trained.Model.Transform(trained.Context.Data.LoadFromEnumerable(requests)));

        Assert.Equal(3, hashes.Distinct().Count());
        Assert.Equal(hashes[0], hashes[3]);
    }

    [Fact]
    public void Rows_without_a_seed_get_images_that_depend_on_their_ids_and_the_common_seed_alone()
    {
        IDataView rows = trained.Wishes(7);
        List<string> all = TestPictures.Hashes(trained.Model.Transform(rows));

        Assert.Equal(7, all.Distinct().Count());
        Assert.Equal(all[4..], TestPictures.Hashes(trained.Model.Transform(trained.Context.Data.SkipRows(rows, 4))));
        var other = new ImageGenerationOptions { Generation = trained.Generator.Generation, Seed = trained.Generator.Settings.Seed + 1 };
        Assert.Empty(all.Intersect(trained.Draw(rows, other)));
        Assert.Equal(
            all, trained.Draw(
                rows, new ImageGenerationOptions { Generation = trained.Generator.Generation, Seed = trained.Generator.Settings.Seed }));
    }

    [Fact]
    public void An_image_does_not_depend_on_the_batch_beyond_rounding()
    {
        IDataView keyed = trained.Keys.Transform(trained.Requests(5));
        byte[][] Draw(int batchSize)
        {
            var options = new ImageGenerationOptions { Generation = trained.Generator.Generation with { BatchSize = batchSize } };
            using ImageGenerationTransformer generator =
                trained.Context.Transforms.GenerateImages("GeneratedImage", "Label", trained.Model, options).Fit(keyed);
            return [.. trained.Context.Data.CreateEnumerable<Drawn>(
                generator.Transform(keyed), reuseRowObject: false).Select(d => d.GeneratedImage!.Pixels.ToArray())];
        }

        byte[][] together = Draw(5), alone = Draw(1), pairs = Draw(2);

        Assert.All(together.Zip(alone), pair => Assert.All(pair.First.Zip(pair.Second), p => Assert.InRange(p.First - p.Second, -1, 1)));
        Assert.All(together.Zip(pairs), pair => Assert.All(pair.First.Zip(pair.Second), p => Assert.InRange(p.First - p.Second, -1, 1)));
    }

    [Fact]
    public void A_prediction_engine_draws_what_a_data_view_does()
    {
        Request[] requests = [new() { Label = "green", Seed = 9 }, new() { Label = "blue", Seed = 4 }];
        List<string> bulk = trained.Draw(
            trained.Context.Data.LoadFromEnumerable(requests), new ImageGenerationOptions
            {
                Generation = trained.Generator.Generation with { BatchSize = 1 },
            });
        var options = new PredictionEngineOptions { OwnsTransformer = false };
        using PredictionEngine<Request, Drawn> engine = trained.Context.Model.CreatePredictionEngine<Request, Drawn>(trained.Model, options);

        Assert.Equal(bulk, requests.Select(request => TestPictures.Hash(engine.Predict(request).GeneratedImage)));
    }

    [Fact]
    public void A_seed_column_of_any_whole_numbers_and_any_name_is_used()
    {
        var numbered = new[] { new Numbered { Label = "red", Number = 3 }, new Numbered { Label = "red", Number = 4 },
            new Numbered { Label = "red", Number = 3 } };
        var options = new ImageGenerationOptions { Generation = trained.Generator.Generation, SeedColumnName = "Number" };

        List<string> hashes = trained.Draw(trained.Context.Data.LoadFromEnumerable(numbered), options);

        Assert.Equal(hashes[0], hashes[2]);
        Assert.NotEqual(hashes[0], hashes[1]);
    }

    [Fact]
    public void A_seed_column_that_was_named_must_be_there_and_hold_whole_numbers()
    {
        var missing = new ImageGenerationOptions { Generation = trained.Generator.Generation, SeedColumnName = "Sead" };
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() => trained.Draw(trained.Requests(1), missing));
        Assert.Contains("Could not find seed column 'Sead'", exception.Message, StringComparison.Ordinal);

        IDataView texts = trained.Context.Transforms.CopyColumns("Text", "Label").Fit(trained.Requests(1)).Transform(trained.Requests(1));
        var text = new ImageGenerationOptions { Generation = trained.Generator.Generation, SeedColumnName = "Text" };
        exception = Assert.Throws<ArgumentOutOfRangeException>(() => trained.Draw(texts, text));
        Assert.Contains("seed column 'Text': expected whole numbers, got String", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_training_did_not_know_is_named_with_its_row_and_column()
    {
        IDataView rows = trained.Context.Data.LoadFromEnumerable(new[] { new Wish { Label = "red" }, new Wish { Label = "mauve" } });

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => TestPictures.Hashes(trained.Model.Transform(rows)));

        Assert.Contains(
            "Row 1, column 'Label': expected a label that is a key from 1 to 3, found a missing value", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_is_missing_or_no_key_or_a_key_with_more_values_is_named_with_what_was_expected_and_found()
    {
        IDataView rows = trained.Requests(1);
        Assert.Contains(
            "Could not find label column 'Kind'",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => trained.Context.Transforms.GenerateImages("Out", "Kind", trained.Model).Fit(rows)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "label column 'Image': expected Key, whole numbers or String, got Image",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => trained.Context.Transforms.GenerateImages("Out", "Image", trained.Model).Fit(trained.Train)).Message,
            StringComparison.Ordinal);
        IDataView more = trained.Context.Data.LoadFromEnumerable(Enumerable.Range(0, 4).Select(i => new Wish { Label = $"{i}" }).ToArray());
        more = trained.Context.Transforms.Conversion.MapValueToKey("Label").Fit(more).Transform(more);
        Assert.Contains(
            "expected keys for the network's classes, got one for another: expected one of 'red', 'green', 'blue', or a number from 0 to 2; found "
                + "'3'",
            Assert.Throws<ArgumentOutOfRangeException>(() => trained.Generator.Transform(more)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_do_not_fit_the_network_are_refused_when_the_estimator_is_made()
    {
        var options = new ImageGenerationOptions { Generation = new() { ArSteps = 5 } };
        ArgumentException exception =
            Assert.Throws<ArgumentException>(() => trained.Context.Transforms.GenerateImages("Out", "Label", trained.Model, options));
        Assert.Contains("ArSteps must lie in 1…4", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transformer_without_a_network_is_refused()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => trained.Context.Transforms.GenerateImages("Out", "Label", trained.Keys));
        Assert.Contains("ValueToKeyMappingTransformer", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shape_of_the_output_says_image()
    {
        var pipeline = trained.Context.Transforms.Conversion.MapValueToKey("Label")
            .Append(trained.Context.Transforms.GenerateImages("Drawn", "Label", trained.Model))
            .Append(trained.Context.Transforms.ResizeImages("Small", 4, 4, "Drawn"));
        using var fitted = (IDisposable)pipeline.Fit(trained.Requests(2));

        Assert.Equal(2, TestPictures.Hashes(((ITransformer)fitted).Transform(trained.Requests(2)), "Small").Count);
    }

    private sealed class Drawn
    {
        [ImageType(TestPictures.Size, TestPictures.Size)]
        public MLImage? GeneratedImage { get; set; }
    }

    private sealed class Numbered
    {
        public string Label { get; set; } = "";

        public short Number { get; set; }
    }
}
