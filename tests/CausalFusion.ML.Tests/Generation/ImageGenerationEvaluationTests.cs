using CausalFusion.Evaluation;
using CausalFusion.ML.Tests.Data;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Generation;

public class ImageGenerationEvaluationTests(Trained trained) : IClassFixture<Trained>
{
    private MLContext Context => trained.Context;

    [Fact]
    public void Real_and_generated_images_are_compared_by_the_features_of_both()
    {
        IDataView drawn = trained.Model.Transform(trained.Requests(9));
        IDataView real = Featurized(trained.Train, "Features", "Image"), generated = Featurized(drawn, "OfDrawn", "GeneratedImage");

        ImageGenerationMetrics metrics = Context.ImageGeneration.Evaluate(real, generated, "Features", "OfDrawn", neighbors: 3);

        Assert.Equal((12, 9, 16, 3), (metrics.RealCount, metrics.GeneratedCount, metrics.Dimension, metrics.Neighbors));
        Assert.Equal(FrechetDistance.Between(Set(real, "Features"), Set(generated, "OfDrawn")), metrics.FrechetDistance, 1e-9);
        Assert.Equal(ManifoldComparison.Between(Set(real, "Features"), Set(generated, "OfDrawn"), 3),
            new ManifoldComparison(metrics.Precision, metrics.Recall, metrics.Density, metrics.Coverage));
        Assert.True(metrics.FrechetDistance > 0);
        Assert.StartsWith("Fréchet distance ", metrics.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Context.ImageGeneration.Evaluate(real, real).FrechetDistance, 1e-6);

        DataFrame frame = metrics.ToDataFrame();
        Assert.Equal(1, frame.Rows.Count);
        Assert.Equal(metrics.Coverage, frame["Coverage"][0]);
        Assert.Equal(2, frame.Append(Context.ImageGeneration.Evaluate(real, real).ToDataFrame().Rows).Rows.Count);
    }

    [Fact]
    public void Features_may_be_of_any_featurizer_in_double_precision_too()
    {
        IDataView data = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Doubles { Values = [i % 7, i % 3] }).ToArray());
        IDataView shifted =
            Context.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Doubles { Values = [(i % 7) + 3, i % 3] }).ToArray());
        Assert.Equal(9, Context.ImageGeneration.Evaluate(data, shifted, "Values").FrechetDistance, 1e-6);
    }

    [Fact]
    public void Columns_that_hold_no_features_are_named_with_what_was_expected_and_found()
    {
        IDataView real = Featurized(trained.Train, "Features", "Image");
        Assert.Contains(
            "Could not find feature column 'Vectors'",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => Context.ImageGeneration.Evaluate(real, real, "Vectors")).Message, StringComparison.Ordinal);
        Assert.Contains(
            "feature column 'Label': expected a vector of Single or Double of known size, got String",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => Context.ImageGeneration.Evaluate(real, real, "Features", "Label")).Message, StringComparison.Ordinal);
        IDataView narrow = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 9).Select(i => new Doubles { Values = [i, 1] }).ToArray());
        Assert.Contains(
            "features of one dimension; found 16 and 2",
            Assert.Throws<ArgumentException>(
                () => Context.ImageGeneration.Evaluate(real, narrow, "Features", "Values")).Message, StringComparison.Ordinal);
        IDataView broken = Context.Data.LoadFromEnumerable(new[] { new Doubles { Values = [1, 2] }, new Doubles { Values = [double.NaN, 2] } });
        Assert.Contains(
            "Row 1, column 'Values': expected features that are finite, found NaN",
            Assert.Throws<InvalidDataException>(() => Context.ImageGeneration.Evaluate(narrow, broken, "Values")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_classifiers_scores_say_how_often_an_image_is_of_the_class_that_was_asked_for()
    {
        MLContext ml = Context;
        IDataView train = ml.Data.LoadFromEnumerable(TestPictures.Make(36));
        using var classifier = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.FeaturizeImages("Features", "Image", trained.Model))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Fit(train);
        IDataView scored = classifier.Transform(train);

        ClassAgreementMetrics metrics = ml.ImageGeneration.EvaluateClassAgreement(scored);

        Assert.Equal(ml.MulticlassClassification.Evaluate(scored).MicroAccuracy, metrics.Agreement, 1e-12);
        Assert.Equal([12L, 12, 12], metrics.CountPerClass.AsEnumerable());
        Assert.Equal(TestPictures.Labels, metrics.ClassNames.AsEnumerable());
        Assert.Contains("36 images of 3 classes", metrics.ToString(), StringComparison.Ordinal);
        DataFrame frame = metrics.ToDataFrame();
        Assert.Equal(["red", "green", "blue"], frame["Class"].Cast<string>());
        Assert.Equal(metrics.PerClass[1], frame["Agreement"][1]);
        Assert.Contains(
            "predicted label column 'Score'",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => ml.ImageGeneration.EvaluateClassAgreement(scored, predictedLabelColumnName: "Score")).Message, StringComparison.Ordinal);
    }

    private IDataView Featurized(IDataView data, string output, string input) =>
        Context.Transforms.FeaturizeImages(output, input, trained.Model).Fit(data).Transform(data);

    private static FeatureSet Set(IDataView data, string column)
    {
        var set = new FeatureSet(16);
        foreach (float[] row in data.GetColumn<float[]>(column))
        {
            set.Add(row);
        }
        return set;
    }

    private sealed class Doubles
    {
        [VectorType(2)]
        public double[] Values { get; set; } = [];
    }
}
