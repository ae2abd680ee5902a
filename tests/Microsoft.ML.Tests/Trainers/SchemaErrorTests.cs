using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Trainers;

public sealed class SchemaErrorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void A_missing_column_is_named()
    {
        Names(["feature", "'Missing'"], () => Train(featureColumn: "Missing"));
        Names(["label", "'Missing'"], () => Train(labelColumn: "Missing"));
        Names(["weight", "'Missing'"], () => Train(weightColumn: "Missing"));
    }

    [Fact]
    public void A_column_of_another_type_is_named_with_the_types_expected_and_found()
    {
        Names(["feature", "'Doubles'", "expected Vector<Single>", "got Vector<Double>"], () => Train(featureColumn: nameof(Row.Doubles)));
        Names(["feature", "'Varying'", "expected Vector<Single>", "got VarVector<Single>"], () => Train(featureColumn: nameof(Row.Varying)));
        Names(["feature", "'Weight'", "expected Vector<Single>", "got Single"], () => Train(featureColumn: nameof(Row.Weight)));
        Names(["label", "'Weight'", "expected Key<UInt32>", "got Single"], () => Train(labelColumn: nameof(Row.Weight)));
        Names(["label", "'Text'", "expected Key<UInt32>", "got String"], () => Train(labelColumn: nameof(Row.Text)));
        Names(["label", "'Count'", "expected Key<UInt32>", "got UInt32"], () => Train(labelColumn: nameof(Row.Count)));
        Names(["weight", "'Text'", "expected Single", "got String"], () => Train(weightColumn: nameof(Row.Text)));
    }

    [Fact]
    public void Sdca_has_the_same_demands()
    {
        var trainers = _ml.MulticlassClassification.Trainers;
        Names(["label", "'Text'", "expected Key<UInt32>", "got String"], () => trainers.SdcaMaximumEntropy(nameof(Row.Text)).Fit(Data()));
        Names(["feature", "'Missing'"], () => trainers.SdcaNonCalibrated(featureColumnName: "Missing").Fit(Data()));
    }

    [Fact]
    public void Rows_to_be_scored_must_have_the_features_that_the_model_was_trained_on()
    {
        var model = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(Data());
        IDataView wide = _ml.Data.LoadFromEnumerable([new Wide { Features = [1, 2, 3] }]);
        Names(["feature", "'Features'", "Vector<Single, 2>", "Vector<Single, 3>"], () => model.GetOutputSchema(wide.Schema));
        IDataView none = _ml.Data.LoadFromEnumerable([new Featureless()]);
        Names(["feature", "'Features'"], () => model.GetOutputSchema(none.Schema));
    }

    private void Train(string labelColumn = "Label", string featureColumn = "Features", string? weightColumn = null) =>
        _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(labelColumn, featureColumn, weightColumn).Fit(Data());

    private IDataView Data() => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 12).Select(i => new Row
    {
        Label = (uint)(i % 2),
        Features = [i % 2, i],
        Doubles = [i, i],
        Varying = new float[i % 3],
        Text = "text",
        Weight = 1,
    }));

    private static void Names(string[] parts, Action action)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(action);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    private sealed class Row
    {
        [KeyType(2)]
        public uint Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];

        [VectorType(2)]
        public double[] Doubles { get; set; } = [];

        public float[] Varying { get; set; } = [];

        public string Text { get; set; } = "";

        public uint Count { get; set; }

        public float Weight { get; set; }
    }

    private sealed class Featureless
    {
        public float Other { get; set; }
    }

    private sealed class Wide
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }
}
