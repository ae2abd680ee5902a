using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Trainers;

public sealed class EvaluationTests
{
    private readonly MLContext _ml = new(seed: 1);

    private static readonly Judged[] _rows =
    [
        new(0, [0.7f, 0.2f, 0.1f]),
        new(0, [0.3f, 0.6f, 0.1f]),
        new(0, [0.5f, 0.3f, 0.2f]),
        new(0, [0.1f, 0.2f, 0.7f]),
        new(1, [0.1f, 0.8f, 0.1f]),
        new(1, [0.5f, 0.4f, 0.1f]),
        new(2, [0.2f, 0.2f, 0.6f]),
    ];

    [Fact]
    public void Accuracy_is_counted_over_rows_and_over_classes()
    {
        var metrics = Evaluate(_rows);
        Assert.Equal(4 / 7.0, metrics.MicroAccuracy, precision: 10);
        Assert.Equal((2 / 4.0 + 1 / 2.0 + 1) / 3, metrics.MacroAccuracy, precision: 10);
    }

    [Fact]
    public void Log_loss_is_of_the_true_classes_probability()
    {
        var metrics = Evaluate(_rows);
        double[] byRow = [-Math.Log(0.7), -Math.Log(0.3), -Math.Log(0.5), -Math.Log(0.1), -Math.Log(0.8), -Math.Log(0.4), -Math.Log(0.6)];
        double entropy = -(4 * Math.Log(4 / 7.0) + 2 * Math.Log(2 / 7.0) + Math.Log(1 / 7.0)) / 7;
        Assert.Equal(byRow.Average(), metrics.LogLoss, precision: 6);
        Assert.Equal((entropy - byRow.Average()) / entropy, metrics.LogLossReduction, precision: 6);
        Assert.Equal(byRow[..4].Average(), metrics.PerClassLogLoss[0], precision: 6);
        Assert.Equal(byRow[4..6].Average(), metrics.PerClassLogLoss[1], precision: 6);
        Assert.Equal(byRow[6], metrics.PerClassLogLoss[2], precision: 6);
    }

    [Fact]
    public void A_probability_of_zero_costs_no_more_than_one_of_1e_15()
    {
        Assert.Equal(-Math.Log(1e-15f) / 2, Evaluate([new(0, [0, 1, 0]), new(1, [0, 1, 0])]).LogLoss, precision: 4);
    }

    [Fact]
    public void Top_k_accuracy_grows_with_k()
    {
        var metrics = Evaluate(_rows, topK: 2);
        Assert.Equal(2, metrics.TopKPredictionCount);
        Assert.Equal(6 / 7.0, metrics.TopKAccuracy, precision: 10);
        Assert.Equal(2, metrics.TopKAccuracyForAllK.Count);
        Assert.Equal(4 / 7.0, metrics.TopKAccuracyForAllK[0], precision: 10);
        Assert.Equal(6 / 7.0, metrics.TopKAccuracyForAllK[1], precision: 10);
        Assert.Equal(0, Evaluate(_rows).TopKPredictionCount);
        Assert.Equal(0, Evaluate(_rows).TopKAccuracy);
    }

    [Fact]
    public void Of_equal_scores_the_first_ranks_first()
    {
        float[] score = [0.4f, 0.4f, 0.2f];
        var metrics = Evaluate([new(0, score), new(0, score), new(1, score)], topK: 2);
        Assert.Equal(2 / 3.0, metrics.MicroAccuracy, precision: 10);
        Assert.Equal(2 / 3.0, metrics.TopKAccuracyForAllK[0], precision: 10);
        Assert.Equal(1, metrics.TopKAccuracy, precision: 10);
    }

    [Fact]
    public void The_confusion_matrix_has_the_true_classes_in_its_rows()
    {
        ConfusionMatrix matrix = Evaluate(_rows).ConfusionMatrix;
        Assert.Equal(3, matrix.NumberOfClasses);
        Assert.Equal([2, 1, 1], matrix.Counts[0]);
        Assert.Equal([1, 1, 0], matrix.Counts[1]);
        Assert.Equal([0, 0, 1], matrix.Counts[2]);
        Assert.Equal(1, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 2, actualClassIndicatorIndex: 0));
        Assert.Equal(0, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 0, actualClassIndicatorIndex: 2));
        Assert.Equal([2 / 3.0, 1 / 2.0, 1 / 2.0], matrix.PerClassPrecision);
        Assert.Equal([2 / 4.0, 1 / 2.0, 1.0], matrix.PerClassRecall);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.GetCountForClassPair(3, 0));
    }

    [Fact]
    public void The_confusion_table_is_laid_out_for_people()
    {
        string expected = """

            Confusion table
                      ||========================
            PREDICTED ||     0 |     1 |     2 | Recall
            TRUTH     ||========================
                    0 ||     2 |     1 |     1 | 0.5000
                    1 ||     1 |     1 |     0 | 0.5000
                    2 ||     0 |     0 |     1 | 1.0000
                      ||========================
            Precision ||0.6667 |0.5000 |0.5000 |

            """;
        Assert.Equal(expected.ReplaceLineEndings(), Evaluate(_rows).ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings());
    }

    [Fact]
    public void Rows_without_a_label_are_left_out()
    {
        var metrics = Evaluate([.. _rows, new(Example.NoLabel, [1, 0, 0])]);
        Assert.Equal(Evaluate(_rows).LogLoss, metrics.LogLoss, precision: 10);
        Assert.Equal(4 / 7.0, metrics.MicroAccuracy, precision: 10);
    }

    [Fact]
    public void Labels_can_be_numbers_that_count_from_zero()
    {
        var rows = _rows.Select(row => new Numbered { Label = row.Label, PredictedLabel = row.PredictedLabel, Score = row.Score });
        var metrics = _ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(rows));
        Assert.Equal(4 / 7.0, metrics.MicroAccuracy, precision: 10);
    }

    [Fact]
    public void Columns_that_are_missing_or_of_another_type_are_named()
    {
        var data = Load(_rows);
        var catalog = _ml.MulticlassClassification;
        Assert.Contains("'Nothing'", Assert.Throws<ArgumentOutOfRangeException>(() => catalog.Evaluate(data, labelColumnName: "Nothing")).Message, StringComparison.Ordinal);
        Assert.Contains("'Nothing'", Assert.Throws<ArgumentOutOfRangeException>(() => catalog.Evaluate(data, scoreColumnName: "Nothing")).Message, StringComparison.Ordinal);
        Assert.Contains("'Doubles'", Assert.Throws<ArgumentOutOfRangeException>(() => catalog.Evaluate(data, scoreColumnName: "Doubles")).Message, StringComparison.Ordinal);
        Assert.Contains("'Score'", Assert.Throws<ArgumentOutOfRangeException>(() => catalog.Evaluate(data, labelColumnName: "Score")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cross_validation_trains_without_the_rows_that_it_measures_on()
    {
        Example[] examples = [.. GoldenProblem.Load().Examples()];
        var results = _ml.MulticlassClassification.CrossValidate(_ml.Data.LoadFromEnumerable(examples),
            _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(), numberOfFolds: 3);
        Assert.Equal([0, 1, 2], results.Select(r => r.Fold));
        Assert.InRange(results.Average(r => r.Metrics.MicroAccuracy), 0.4, 0.8);
        int[] rows = [.. results.Select(r => _ml.Data.CreateEnumerable<Example>(r.ScoredHoldOutSet, reuseRowObject: false).Count())];
        Assert.Equal(examples.Length, rows.Sum());
        Assert.All(rows, count => Assert.InRange(count, 10, 60));
        // Each fold has a model of its own, trained on other rows.
        Assert.Equal(3, results.Select(r => new LinearModel(
            ((ISingleFeaturePredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters>)r.Model).Model).Biases[0]).Distinct().Count());
    }

    private MulticlassClassificationMetrics Evaluate(Judged[] rows, int topK = 0) =>
        _ml.MulticlassClassification.Evaluate(Load(rows), topKPredictionCount: topK);

    private IDataView Load(Judged[] rows) => _ml.Data.LoadFromEnumerable(rows);

    private sealed class Numbered
    {
        public float Label { get; set; }

        public float PredictedLabel { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [];
    }

    private sealed class Judged
    {
        // Keys of members count from 0.
        public Judged(uint label, float[] score)
        {
            Label = label;
            Score = score;
            PredictedLabel = (uint)Array.IndexOf(score, score.Max());
        }

        [KeyType(3)]
        public uint Label { get; set; }

        [KeyType(3)]
        public uint PredictedLabel { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; }

        [VectorType(3)]
        public double[] Doubles { get; set; } = [0, 0, 1];
    }
}
