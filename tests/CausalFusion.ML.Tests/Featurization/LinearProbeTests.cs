using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Featurization;

public class LinearProbeTests(Trained trained) : IClassFixture<Trained>
{
    [Fact]
    public void Features_train_a_standard_classifier_that_tells_the_colors_of_new_pictures()
    {
        MLContext ml = trained.Context;
        IDataView all = ml.Data.LoadFromEnumerable(TestPictures.Make(48));
        IDataView train = ml.Data.TakeRows(all, 36), test = ml.Data.SkipRows(all, 36);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.FeaturizeImages("Features", "Image", trained.Model))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());

        using var model = (IDisposable)pipeline.Fit(train);
        MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(((ITransformer)model).Transform(test));

        Assert.Equal(1, metrics.MicroAccuracy);
        Assert.Equal(3, metrics.ConfusionMatrix.NumberOfClasses);
    }

    [Fact]
    public void A_saved_probe_carries_the_network_and_scores_the_same()
    {
        MLContext ml = trained.Context;
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.FeaturizeImages("Features", "Image", trained.Model))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        var model = pipeline.Fit(trained.Train);
        using var file = new MemoryStream();
        ml.Model.Save(model, trained.Train.Schema, file);
        float[][] expected = [.. model.Transform(trained.Train).GetColumn<float[]>("Score")];
        model.Dispose();

        using var loaded = (IDisposable)new MLContext().Model.Load(file, out _);

        Assert.Equal(expected, ((ITransformer)loaded).Transform(trained.Train).GetColumn<float[]>("Score"));
    }
}
