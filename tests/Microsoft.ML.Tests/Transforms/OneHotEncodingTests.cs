using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Tests.Transforms;

public sealed class OneHotEncodingTests
{
    private readonly MLContext _ml = new(seed: 1);

    private IDataView View => _ml.Data.LoadFromEnumerable(SampleRow.Three);

    private IDataView Encoded(string column, OneHotEncodingEstimator.OutputKind kind) =>
        _ml.Transforms.Categorical.OneHotEncoding("Hot", column, kind).Fit(View).Transform(View);

    [Fact]
    public void A_value_becomes_a_one_in_its_slot_which_has_its_name()
    {
        var data = Encoded("Name", OneHotEncodingEstimator.OutputKind.Indicator);

        Assert.Equal(new float[][] { [1, 0], [0, 1], [1, 0] }, Vectors.Of<float>(data, "Hot"));
        Assert.Equal(["pear", "apple"], Vectors.SlotNames(data.Schema["Hot"]));
        Assert.Equal(["7", "-1", "300"], Vectors.SlotNames(Encoded("Count", OneHotEncodingEstimator.OutputKind.Indicator).Schema["Hot"]));
    }

    [Fact]
    public void Values_in_a_vector_are_counted_in_a_bag()
    {
        Assert.Equal(new float[][] { [1, 1, 0], [0, 1, 0], [1, 0, 1] }, Vectors.Of<float>(Encoded("Tags", OneHotEncodingEstimator.OutputKind.Bag), "Hot"));
    }

    [Fact]
    public void A_key_stays_one_where_that_is_asked_for()
    {
        var data = Encoded("Name", OneHotEncodingEstimator.OutputKind.Key);

        Assert.Equal(new KeyDataViewType(typeof(uint), 2), data.Schema["Hot"].Type);
        Assert.Equal([1u, 2u, 1u], Vectors.Scalars<uint>(data, "Hot"));
    }

    [Fact]
    public void Binary_digits_count_categories_from_zero_and_a_missing_one_is_all_ones()
    {
        var data = Encoded("Count", OneHotEncodingEstimator.OutputKind.Binary);
        Assert.Equal(new float[][] { [0, 0, 0], [0, 0, 1], [0, 1, 0] }, Vectors.Of<float>(data, "Hot"));
        Assert.Equal(["Bit2", "Bit1", "Bit0"], Vectors.SlotNames(data.Schema["Hot"]));

        var missing = _ml.Transforms.Conversion.MapKeyToBinaryVector("Bits", "Plain").Fit(View).Transform(View);
        Assert.Equal(new float[][] { [0, 0, 0, 0], [0, 0, 1, 1], [1, 1, 1, 1] }, Vectors.Of<float>(missing, "Bits"));
    }

    [Fact]
    public void The_estimator_says_what_the_transformer_gives()
    {
        foreach (var kind in Enum.GetValues<OneHotEncodingEstimator.OutputKind>())
        {
            foreach (string column in new[] { "Name", "Tags", "Count" })
            {
                var estimator = _ml.Transforms.Categorical.OneHotEncoding("Hot", column, kind);
                var said = Shapes.Of(View.Schema, estimator).Find("Hot");
                var given = Shapes.Of(estimator.Fit(View).GetOutputSchema(View.Schema), _ml.Transforms.CopyColumns("Same", "Hot")).Find("Hot");
                Assert.Equal((given.Kind, given.ItemType, given.IsKey), (said.Kind, said.ItemType, said.IsKey));
                Assert.Equal(given.Annotations.Select(a => a.Name).Order(), said.Annotations.Select(a => a.Name).Order());
            }
        }
    }

    [Fact]
    public void A_saved_model_encodes_alike()
    {
        foreach (var kind in new[] { OneHotEncodingEstimator.OutputKind.Indicator, OneHotEncodingEstimator.OutputKind.Binary })
        {
            var model = _ml.Transforms.Categorical.OneHotEncoding([new InputOutputColumnPair("Hot", "Name")], kind).Fit(View);
            Assert.Equal(Vectors.Of<float>(model.Transform(View), "Hot"), Vectors.Of<float>(Vectors.Reloaded(_ml, model, View.Schema).Transform(View), "Hot"));
        }
    }

    [Fact]
    public void A_column_that_is_not_there_is_named_in_the_error()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Categorical.OneHotEncoding("Hot", "Nowhere").Fit(View));
        Assert.Contains("Nowhere", error.Message, StringComparison.Ordinal);
    }
}
