using CausalFusion.Families.CausalFusion;
using CausalFusion.ML.Networks;
using CausalFusion.ML.Tests.Data;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Networks;

[Collection(nameof(RunsAlone))]
public class SharedModelTests
{
    [Fact]
    public void The_network_is_freed_with_its_last_share()
    {
        long before = LiveTensors.CountHeld();
        var first = new SharedModel(Network());
        SharedModel second = first.Share();
        ImageModel model = second.Model;

        first.Dispose();
        first.Dispose();

        Assert.Throws<ObjectDisposedException>(() => first.Model);
        Assert.Throws<ObjectDisposedException>(first.Share);
        Assert.Same(model, second.Model);
        Assert.True(LiveTensors.CountHeld() > before);

        second.Dispose();
        Assert.Equal(before, LiveTensors.CountHeld());
    }

    [Fact]
    public void A_generator_and_a_featurizer_outlive_the_transformer_that_they_share_a_network_with()
    {
        long before = LiveTensors.CountHeld();
        var ml = new MLContext(seed: 1);
        IDataView train = ml.Data.LoadFromEnumerable(TestPictures.Make(6));
        TransformerChain<ImageGenerationTransformer> model = TestPictures.Pipeline(ml).Fit(train);
        IDataView keyed = model.First().Transform(train);
        List<string> expected = TestPictures.Hashes(model.Transform(train));
        ImageGenerationTransformer generator = ml.Transforms.GenerateImages("Drawn", "Label", model).Fit(keyed);
        ImageFeaturizationTransformer featurizer = ml.Transforms.FeaturizeImages("Features", "Image", model).Fit(train);
        ImageFeaturizationTransformer ofFeaturizer = ml.Transforms.FeaturizeImages("Features", "Image", featurizer).Fit(train);

        model.Dispose();
        featurizer.Dispose();

        Assert.Equal(expected, TestPictures.Hashes(generator.Transform(keyed), "Drawn"));
        Assert.Equal(6, ofFeaturizer.Transform(train).GetColumn<float[]>("Features").Count());
        Assert.Throws<ObjectDisposedException>(() => TestPictures.Hashes(model.LastTransformer.Transform(keyed)));
        Assert.Throws<ObjectDisposedException>(() => ml.Transforms.FeaturizeImages("Features", "Image", model).Fit(train));
        generator.Dispose();
        ofFeaturizer.Dispose();
        Assert.Equal(before, LiveTensors.CountHeld());
    }

    [Fact]
    public void A_cursor_keeps_the_network_until_it_is_disposed()
    {
        long before = LiveTensors.CountHeld();
        var ml = new MLContext(seed: 1);
        IDataView train = ml.Data.LoadFromEnumerable(TestPictures.Make(9));
        TransformerChain<ImageGenerationTransformer> model = TestPictures.Pipeline(ml).Fit(train);
        IDataView drawn = model.Transform(train);
        using (DataViewRowCursor cursor = drawn.GetRowCursor([drawn.Schema["GeneratedImage"]]))
        {
            Assert.True(cursor.MoveNext());
            model.Dispose();
            for (int row = 1; row < 9; row++)
            {
                Assert.True(cursor.MoveNext());
            }
            Assert.False(cursor.MoveNext());
        }
        Assert.Equal(before, LiveTensors.CountHeld());
    }

    [Fact]
    public void Whatever_fails_leaves_no_tensor_behind()
    {
        long before = LiveTensors.CountHeld();
        var ml = new MLContext(seed: 1);
        List<Picture> pictures = TestPictures.Make(6);
        pictures[5].Image = TestPictures.Image(0, 10);
        Assert.Throws<InvalidDataException>(() => TestPictures.Pipeline(ml).Fit(ml.Data.LoadFromEnumerable(pictures)));
        var stopped = TestPictures.Options(steps: 50);
        using var source = new CancellationTokenSource();
        stopped.CancellationToken = source.Token;
        stopped.Progress = new Immediately<CausalFusion.Training.TrainingProgress>(_ => source.Cancel());
        Assert.ThrowsAny<OperationCanceledException>(() => TestPictures.Pipeline(ml, stopped).Fit(ml.Data.LoadFromEnumerable(TestPictures.Make(6))));

        using (TransformerChain<ImageGenerationTransformer> model = TestPictures.Pipeline(ml).Fit(ml.Data.LoadFromEnumerable(TestPictures.Make(6))))
        {
            IDataView requests = ml.Data.LoadFromEnumerable([new Wish { Label = "red" }, new Wish { Label = "mauve" }]);
            Assert.Throws<InvalidDataException>(() => TestPictures.Hashes(model.Transform(requests)));
            using var file = new MemoryStream();
            ml.Model.Save(model, requests.Schema, file);
            byte[] bytes = file.ToArray();
            Assert.ThrowsAny<Exception>(() => ml.Model.Load(new MemoryStream(bytes[..(bytes.Length / 2)]), out _));
            Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.GenerateImages("Drawn", "None", model).Fit(requests));
        }
        Assert.Equal(before, LiveTensors.CountHeld());
    }

    [Fact]
    public void A_hundred_passes_over_images_and_features_keep_the_count_of_tensors_steady()
    {
        var ml = new MLContext(seed: 1);
        IDataView train = ml.Data.LoadFromEnumerable(TestPictures.Make(6));
        using TransformerChain<ImageGenerationTransformer> model = TestPictures.Pipeline(ml).Fit(train);
        using ImageFeaturizationTransformer featurizer = ml.Transforms.FeaturizeImages("Features", "Image", model).Fit(train);
        IDataView drawn = model.Transform(train), features = featurizer.Transform(train);
        long before = LiveTensors.CountHeld();

        for (int pass = 0; pass < 100; pass++)
        {
            Assert.Equal(6, TestPictures.Hashes(drawn).Count);
            Assert.Equal(6, features.GetColumn<float[]>("Features").Count());
        }

        Assert.Equal(before, LiveTensors.CountHeld());
    }

    [Fact]
    public void Disposing_a_chain_disposes_the_network()
    {
        long before = LiveTensors.CountHeld();
        var ml = new MLContext(seed: 1);
        var pipeline = TestPictures.Pipeline(ml).Append(ml.Transforms.ResizeImages("Small", 4, 4, "GeneratedImage"));
        var model = pipeline.Fit(ml.Data.LoadFromEnumerable(TestPictures.Make(6)));
        Assert.True(LiveTensors.CountHeld() > before);

        model.Dispose();

        Assert.Equal(before, LiveTensors.CountHeld());
    }

    private static CausalFusionModel Network() => new(new CausalFusionConfig
    {
        ImageSize = 4,
        Channels = 1,
        PatchSize = 2,
        Width = 8,
        Layers = 1,
        Heads = 1,
        Classes = 2,
    });
}
