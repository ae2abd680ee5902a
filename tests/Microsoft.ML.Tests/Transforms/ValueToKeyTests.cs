using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Tests.Transforms;

public sealed class ValueToKeyTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Term
    {
        public string Value { get; set; } = "";
    }

    private IDataView View => _ml.Data.LoadFromEnumerable(SampleRow.Three);

    [Fact]
    public void Keys_count_values_in_the_order_they_are_met_and_remember_them()
    {
        var data = _ml.Transforms.Conversion.MapValueToKey("Key", "Name").Fit(View).Transform(View);
        Assert.Equal(new KeyDataViewType(typeof(uint), 2), data.Schema["Key"].Type);
        Assert.Equal([1u, 2, 1], Vectors.Scalars<uint>(data, "Key"));
        Assert.Equal(["pear", "apple"], Vectors.TextKeyValues(data.Schema["Key"]));
    }

    [Fact]
    public void Keys_by_value_are_sorted()
    {
        var sorted = _ml.Transforms.Conversion.MapValueToKey("Key", "Name", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
        var data = sorted.Fit(View).Transform(View);
        Assert.Equal([2u, 1, 2], Vectors.Scalars<uint>(data, "Key"));
        Assert.Equal(["apple", "pear"], Vectors.TextKeyValues(data.Schema["Key"]));
    }

    [Fact]
    public void Without_an_input_name_the_column_is_replaced()
    {
        var data = _ml.Transforms.Conversion.MapValueToKey("Name").Fit(View).Transform(View);
        Assert.IsType<KeyDataViewType>(data.Schema["Name"].Type);
        Assert.Equal([1u, 2, 1], Vectors.Scalars<uint>(data, "Name"));
    }

    [Fact]
    public void Values_that_were_not_there_at_fitting_are_missing()
    {
        var model = _ml.Transforms.Conversion.MapValueToKey("Key", "Name").Fit(View);
        var other = _ml.Data.LoadFromEnumerable([new SampleRow { Name = "plum" }, new SampleRow { Name = "apple" }, new SampleRow { Name = "" }]);
        Assert.Equal([0u, 2, 0], Vectors.Scalars<uint>(model.Transform(other), "Key"));
    }

    [Fact]
    public void Numbers_have_keys_too_with_their_values_as_they_are_or_as_text()
    {
        var numbers = _ml.Transforms.Conversion.MapValueToKey("Key", "Count").Fit(View).Transform(View);
        Assert.Equal([7, -1, 300], Vectors.KeyValues<int>(numbers.Schema["Key"]));
        var text = _ml.Transforms.Conversion.MapValueToKey("Key", "Count", addKeyValueAnnotationsAsText: true).Fit(View).Transform(View);
        Assert.Equal(["7", "-1", "300"], Vectors.TextKeyValues(text.Schema["Key"]));
    }

    [Fact]
    public void Items_of_vectors_share_their_keys()
    {
        var data = _ml.Transforms.Conversion.MapValueToKey("Keys", "Tags").Fit(View).Transform(View);
        Assert.Equal(new VectorDataViewType(new KeyDataViewType(typeof(uint), 3), 2), data.Schema["Keys"].Type);
        Assert.Equal(new uint[][] { [1, 2], [2, 0], [3, 1] }, Vectors.Of<uint>(data, "Keys"));
        Assert.Equal(["red", "big", "green"], Vectors.TextKeyValues(data.Schema["Keys"]));
    }

    [Fact]
    public void Not_a_number_is_no_value()
    {
        var rows = _ml.Data.LoadFromEnumerable([new SampleRow { Weight = float.NaN }, new SampleRow { Weight = 3 }]);
        var data = _ml.Transforms.Conversion.MapValueToKey("Key", "Weight").Fit(rows).Transform(rows);
        Assert.Equal([0u, 1], Vectors.Scalars<uint>(data, "Key"));
    }

    [Fact]
    public void No_more_keys_are_made_than_allowed()
    {
        var data = _ml.Transforms.Conversion.MapValueToKey("Key", "Count", maximumNumberOfKeys: 2).Fit(View).Transform(View);
        Assert.Equal([1u, 2, 0], Vectors.Scalars<uint>(data, "Key"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapValueToKey("Key", "Count", maximumNumberOfKeys: 0).Fit(View));
    }

    [Fact]
    public void Key_data_says_which_values_there_are()
    {
        var terms = _ml.Data.LoadFromEnumerable([new Term { Value = "plum" }, new Term { Value = "apple" }]);
        var data = _ml.Transforms.Conversion.MapValueToKey("Key", "Name", keyData: terms).Fit(View).Transform(View);
        Assert.Equal([0u, 2, 0], Vectors.Scalars<uint>(data, "Key"));
        Assert.Equal(["plum", "apple"], Vectors.TextKeyValues(data.Schema["Key"]));
    }

    [Fact]
    public void Key_data_of_another_type_or_of_several_columns_is_refused()
    {
        var terms = _ml.Data.LoadFromEnumerable([new Term { Value = "1" }]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapValueToKey("Key", "Count", keyData: terms).Fit(View));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapValueToKey("Key", "Name", keyData: View).Fit(View));
    }

    [Fact]
    public void Several_columns_are_mapped_in_one_pass_each_with_keys_of_its_own()
    {
        var pairs = new[] { new InputOutputColumnPair("A", "Name"), new InputOutputColumnPair("B", "Count") };
        var data = _ml.Transforms.Conversion.MapValueToKey(pairs).Fit(View).Transform(View);
        Assert.Equal([1u, 2, 1], Vectors.Scalars<uint>(data, "A"));
        Assert.Equal([1u, 2, 3], Vectors.Scalars<uint>(data, "B"));
    }

    [Fact]
    public void The_shape_is_a_key_with_key_values()
    {
        var column = Shapes.Of(View.Schema, _ml.Transforms.Conversion.MapValueToKey("Key", "Name")).Find("Key");
        Assert.True(column.IsKey);
        Assert.Equal(SchemaShape.Column.VectorKind.Scalar, column.Kind);
        Assert.Equal(NumberDataViewType.UInt32, column.ItemType);
        Assert.True(column.Has("KeyValues"));
    }

    [Fact]
    public void A_missing_column_is_named_in_the_error()
    {
        var fit = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapValueToKey("Key", "Nome").Fit(View));
        Assert.Contains("Nome", fit.Message, StringComparison.Ordinal);
        var shape = Assert.Throws<ArgumentOutOfRangeException>(() => Shapes.Of(View.Schema, _ml.Transforms.Conversion.MapValueToKey("Key", "Nome")));
        Assert.Contains("Nome", shape.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_another_type_than_at_fitting_is_refused()
    {
        var model = _ml.Transforms.Conversion.MapValueToKey("Key", "Name").Fit(View);
        var other = _ml.Transforms.CopyColumns("Name", "Count").Fit(View).Transform(View);
        Assert.ThrowsAny<Exception>(() => Vectors.Scalars<uint>(model.Transform(other), "Key"));
    }

    [Fact]
    public void A_saved_model_maps_alike()
    {
        InputOutputColumnPair[] pairs = [new("B", "Count"), new("C", "Tags"), new("D", "Flag")];
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("A", "Name")
            .Append(_ml.Transforms.Conversion.MapValueToKey(pairs, addKeyValueAnnotationsAsText: true));
        var model = pipeline.Fit(View);
        var (expected, actual) = (model.Transform(View), Vectors.Reloaded(_ml, model, View.Schema).Transform(View));
        foreach (string name in new[] { "A", "B", "C", "D" })
        {
            Assert.Equal(expected.Schema[name].Type, actual.Schema[name].Type);
            Assert.Equal(Vectors.TextKeyValues(expected.Schema[name]), Vectors.TextKeyValues(actual.Schema[name]));
        }
        Assert.Equal([1u, 2, 1], Vectors.Scalars<uint>(actual, "A"));
        Assert.Equal([1u, 2, 3], Vectors.Scalars<uint>(actual, "B"));
        Assert.Equal(Vectors.Of<uint>(expected, "C"), Vectors.Of<uint>(actual, "C"));
        Assert.Equal([1u, 2, 1], Vectors.Scalars<uint>(actual, "D"));
    }
}
