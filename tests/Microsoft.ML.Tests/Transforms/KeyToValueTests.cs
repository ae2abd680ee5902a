using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Transforms;

public sealed class KeyToValueTests
{
    private readonly MLContext _ml = new(seed: 1);

    private IDataView View => _ml.Data.LoadFromEnumerable(SampleRow.Three);

    private IDataView Round(string column) => _ml.Transforms.Conversion.MapValueToKey("Key", column)
        .Append(_ml.Transforms.Conversion.MapKeyToValue("Value", "Key")).Fit(View).Transform(View);

    [Fact]
    public void Mapping_there_and_back_gives_the_values()
    {
        Assert.Equal(["pear", "apple", "pear"], Vectors.Scalars<string>(Round("Name"), "Value"));
        Assert.Equal([7, -1, 300], Vectors.Scalars<int>(Round("Count"), "Value"));
        Assert.Equal(TextDataViewType.Instance, Round("Name").Schema["Value"].Type);
    }

    [Fact]
    public void Vectors_keep_their_shape()
    {
        var data = Round("Tags");
        Assert.Equal(new VectorDataViewType(TextDataViewType.Instance, 2), data.Schema["Value"].Type);
        Assert.Equal(SampleRow.Three.Select(row => row.Tags),
            Vectors.Of<ReadOnlyMemory<char>>(data, "Value").Select(tags => tags.Select(tag => tag.ToString()).ToArray()));
    }

    [Fact]
    public void A_missing_key_is_empty_text_or_not_a_number()
    {
        InputOutputColumnPair[] there = [new("NameKey", "Name"), new("WeightKey", "Weight")];
        InputOutputColumnPair[] back = [new("NameValue", "NameKey"), new("WeightValue", "WeightKey")];
        var model = _ml.Transforms.Conversion.MapValueToKey(there).Append(_ml.Transforms.Conversion.MapKeyToValue(back)).Fit(View);
        var data = model.Transform(_ml.Data.LoadFromEnumerable([new SampleRow { Name = "plum", Weight = 77 }]));
        Assert.Equal([""], Vectors.Scalars<string>(data, "NameValue"));
        Assert.Equal([float.NaN], Vectors.Scalars<float>(data, "WeightValue"));
    }

    [Fact]
    public void A_column_that_is_no_key_is_named_in_the_error()
    {
        Assert.ThrowsAny<Exception>(() => _ml.Transforms.Conversion.MapKeyToValue("Value", "Name").Fit(View));
        var shape = Assert.Throws<ArgumentOutOfRangeException>(() => Shapes.Of(View.Schema,
            _ml.Transforms.Conversion.MapKeyToValue("Value", "Name")));
        Assert.Contains("Name", shape.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_without_values_cannot_be_mapped() =>
        Assert.ThrowsAny<Exception>(() => _ml.Transforms.Conversion.MapKeyToValue("Value", "Plain").Fit(View));

    [Fact]
    public void The_shape_has_the_values_type()
    {
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Key", "Count").Append(_ml.Transforms.Conversion.MapKeyToValue("Value", "Key"));
        var column = Shapes.Of(View.Schema, pipeline).Find("Value");
        Assert.False(column.IsKey);
        Assert.Equal(NumberDataViewType.Int32, column.ItemType);
    }

    [Fact]
    public void A_saved_model_maps_alike()
    {
        var model = _ml.Transforms.Conversion.MapValueToKey("Key", "Name").Append(_ml.Transforms.Conversion.MapKeyToValue("Value", "Key")).Fit(View);
        Assert.Equal(["pear", "apple", "pear"], Vectors.Scalars<string>(Vectors.Reloaded(_ml, model, View.Schema).Transform(View), "Value"));
    }
}
