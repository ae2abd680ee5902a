using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Transforms;

public sealed class KeyToVectorTests
{
    private readonly MLContext _ml = new(seed: 1);

    private IDataView View => _ml.Data.LoadFromEnumerable(SampleRow.Three);

    private IDataView Indicators(string column, bool count = false) => _ml.Transforms.Conversion.MapValueToKey("Key", column)
        .Append(_ml.Transforms.Conversion.MapKeyToVector("Vector", "Key", count)).Fit(View).Transform(View);

    [Fact]
    public void A_key_becomes_a_one_in_its_slot_which_has_its_name()
    {
        var data = Indicators("Name");
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), data.Schema["Vector"].Type);
        Assert.Equal(new float[][] { [1, 0], [0, 1], [1, 0] }, Vectors.Of<float>(data, "Vector"));
        Assert.Equal(["pear", "apple"], Vectors.SlotNames(data.Schema["Vector"]));
        Assert.True(data.Schema["Vector"].IsNormalized());
    }

    [Fact]
    public void A_missing_key_has_no_one()
    {
        var data = _ml.Transforms.Conversion.MapKeyToVector("Vector", "Plain").Fit(View).Transform(View);
        Assert.Equal(new float[][] { [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0] }, Vectors.Of<float>(data, "Vector"));
    }

    [Fact]
    public void A_vector_of_keys_becomes_one_indicator_vector_after_the_other()
    {
        var data = Indicators("Tags");
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 3), data.Schema["Vector"].Type);
        Assert.Equal(new float[][] { [1, 0, 0, 0, 1, 0], [0, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0] }, Vectors.Of<float>(data, "Vector"));
        Assert.Equal(["[0].red", "[0].big", "[0].green", "[1].red", "[1].big", "[1].green"], Vectors.SlotNames(data.Schema["Vector"]));
    }

    [Fact]
    public void Counted_the_indicator_vectors_are_added()
    {
        var data = Indicators("Tags", count: true);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), data.Schema["Vector"].Type);
        Assert.Equal(new float[][] { [1, 1, 0], [0, 1, 0], [1, 0, 1] }, Vectors.Of<float>(data, "Vector"));
    }

    [Fact]
    public void A_column_that_is_no_key_is_named_in_the_error()
    {
        var fit = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapKeyToVector("Vector", "Name").Fit(View));
        Assert.Contains("Name", fit.Message, StringComparison.Ordinal);
        var shape = Assert.Throws<ArgumentOutOfRangeException>(() => Shapes.Of(View.Schema,
            _ml.Transforms.Conversion.MapKeyToVector("Vector", "Name")));
        Assert.Contains("Name", shape.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_saved_model_maps_alike()
    {
        var model = _ml.Transforms.Conversion.MapValueToKey("Key", "Tags")
            .Append(_ml.Transforms.Conversion.MapKeyToVector([new InputOutputColumnPair("Vector", "Key")], outputCountVector: true)).Fit(View);
        Assert.Equal(new float[][] { [1, 1, 0], [0, 1, 0], [1, 0, 1] },
            Vectors.Of<float>(Vectors.Reloaded(_ml, model, View.Schema).Transform(View), "Vector"));
    }
}
