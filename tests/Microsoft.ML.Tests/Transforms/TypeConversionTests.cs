using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Transforms;

public sealed class TypeConversionTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class TextRow
    {
        public string Text { get; set; } = "";

        [VectorType(2)]
        public string[] Texts { get; set; } = ["1", "2.5"];

        public uint Large { get; set; } = 300;
    }

    private IDataView View => _ml.Data.LoadFromEnumerable(SampleRow.Three);

    private IDataView Convert(IDataView data, string column, DataKind kind) =>
        _ml.Transforms.Conversion.ConvertType("Out", column, kind).Fit(data).Transform(data);

    private T[] Parsed<T>(DataKind kind, params string[] texts) =>
        Vectors.Scalars<T>(Convert(_ml.Data.LoadFromEnumerable(texts.Select(text => new TextRow { Text = text }).ToArray()), "Text", kind), "Out");

    [Fact]
    public void The_default_is_single()
    {
        var data = _ml.Transforms.Conversion.ConvertType("Count").Fit(View).Transform(View);
        Assert.Equal(NumberDataViewType.Single, data.Schema["Count"].Type);
        Assert.Equal([7f, -1, 300], Vectors.Scalars<float>(data, "Count"));
    }

    [Fact]
    public void Integers_widen_narrow_and_become_truth_values_and_text()
    {
        Assert.Equal([7L, -1, 300], Vectors.Scalars<long>(Convert(View, "Count", DataKind.Int64), "Out"));
        Assert.Equal([7.0, -1, 300], Vectors.Scalars<double>(Convert(View, "Count", DataKind.Double), "Out"));
        Assert.Equal([(short)7, -1, 300], Vectors.Scalars<short>(Convert(View, "Count", DataKind.Int16), "Out"));
        Assert.Equal([true, true, true], Vectors.Scalars<bool>(Convert(View, "Count", DataKind.Boolean), "Out"));
        Assert.Equal(["7", "-1", "300"], Vectors.Scalars<string>(Convert(View, "Count", DataKind.String), "Out"));
    }

    [Fact]
    public void An_unsigned_integer_that_does_not_fit_becomes_zero()
    {
        var data = _ml.Data.LoadFromEnumerable([new TextRow(), new TextRow { Large = 255 }]);
        Assert.Equal([(byte)0, 255], Vectors.Scalars<byte>(Convert(data, "Large", DataKind.Byte), "Out"));
    }

    [Fact]
    public void Truth_values_become_zero_and_one()
    {
        var data = Convert(View, "Flag", DataKind.Single);
        Assert.Equal([1f, 0, 1], Vectors.Scalars<float>(data, "Out"));
        Assert.True(data.Schema["Out"].IsNormalized());
    }

    [Fact]
    public void Text_is_read_as_numbers()
    {
        Assert.Equal([1.5f, -2, 0, float.NaN], Parsed<float>(DataKind.Single, "1.5", "-2", "", "pear"));
        Assert.Equal([1e300], Parsed<double>(DataKind.Double, "1e300"));
        Assert.Equal([12, -3, 0], Parsed<int>(DataKind.Int32, "12", "-3", ""));
        Assert.Equal([12u, 0, 0], Parsed<uint>(DataKind.UInt32, "12", "-3", "pear"));
        Assert.Equal([true, false, true, false], Parsed<bool>(DataKind.Boolean, "yes", "no", "TRUE", "0"));
    }

    [Fact]
    public void Text_that_is_no_signed_integer_is_an_error_when_it_is_read() =>
        Assert.Throws<InvalidOperationException>(() => Parsed<int>(DataKind.Int32, "pear"));

    [Fact]
    public void Vectors_keep_their_shape()
    {
        var data = _ml.Data.LoadFromEnumerable([new TextRow()]);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Double, 2), Convert(data, "Texts", DataKind.Double).Schema["Out"].Type);
        Assert.Equal([1, 2.5], Vectors.Of<double>(Convert(data, "Texts", DataKind.Double), "Out")[0]);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Double), Convert(View, "Varying", DataKind.Double).Schema["Out"].Type);
        Assert.Equal([2, 3], Vectors.Of<double>(Convert(View, "Varying", DataKind.Double), "Out")[1]);
    }

    [Fact]
    public void A_key_stays_a_key_of_another_width_with_its_values()
    {
        var data = _ml.Transforms.Conversion.MapValueToKey("Key", "Name")
            .Append(_ml.Transforms.Conversion.ConvertType("Wide", "Key", DataKind.UInt64)).Fit(View).Transform(View);
        Assert.Equal(new KeyDataViewType(typeof(ulong), 2), data.Schema["Wide"].Type);
        Assert.Equal([1UL, 2, 1], Vectors.Scalars<ulong>(data, "Wide"));
        Assert.Equal(["pear", "apple"], Vectors.TextKeyValues(data.Schema["Wide"]));
    }

    [Theory]
    [InlineData("Weight", DataKind.Int32)]
    [InlineData("Plain", DataKind.Single)]
    public void A_conversion_that_there_is_not_is_an_error_that_names_the_column(string column, DataKind kind)
    {
        var fit = Assert.Throws<ArgumentOutOfRangeException>(() => Convert(View, column, kind));
        Assert.Contains($"'{column}'", fit.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Shapes.Of(View.Schema, _ml.Transforms.Conversion.ConvertType("Out", column, kind)));
    }

    [Fact]
    public void The_shape_has_the_new_type()
    {
        InputOutputColumnPair[] pairs = [new("A", "Count"), new("B", "Features")];
        var shape = Shapes.Of(View.Schema, _ml.Transforms.Conversion.ConvertType(pairs, DataKind.Double));
        Assert.Equal(NumberDataViewType.Double, shape.Find("A").ItemType);
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, shape.Find("B").Kind);
    }

    [Fact]
    public void A_saved_model_converts_alike()
    {
        var model = _ml.Transforms.Conversion.ConvertType("Out", "Features", DataKind.Double).Fit(View);
        Assert.Equal([1, 10, -4], Vectors.Of<double>(Vectors.Reloaded(_ml, model, View.Schema).Transform(View), "Out")[0]);
    }
}
