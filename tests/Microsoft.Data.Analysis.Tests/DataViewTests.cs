using Microsoft.ML;
using Microsoft.ML.Data;

namespace Microsoft.Data.Analysis.Tests;

public sealed class DataViewTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void A_frame_is_a_data_view_in_which_a_null_is_NaN_or_the_default()
    {
        IDataView data = Frames.Fruits;

        Assert.Equal(["Name String", "Count Int32", "Weight Single"], data.Schema.Select(column => $"{column.Name} {column.Type}"));
        Assert.Equal(5, data.GetRowCount());
        Assert.Equal(["pear", "apple", "", "pear", "fig"], data.GetColumn<string>("Name").Select(name => name ?? ""));
        Assert.Equal([1.5f, float.NaN, 0.5f, 2f, -1f], data.GetColumn<float>("Weight"));
        Assert.Equal([3, 1, 4, 0, 5], data.GetColumn<int>("Count"));
    }

    [Fact]
    public void A_frame_goes_through_a_pipeline_and_back()
    {
        var frame = Frames.Fruits.DropNulls();
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Key", "Name").Append(_ml.Transforms.Concatenate("Features", "Weight", "Weight"));

        var result = pipeline.Fit(frame).Transform(frame).ToDataFrame(-1);

        Assert.Equal(["Name", "Count", "Weight", "Key", "Features"], result.Columns.Select(column => column.Name));
        Assert.Equal(new uint?[] { 1, 2 }, result.Columns.GetUInt32Column("Key"));
        Assert.Equal([1.5f, 1.5f], ((VBuffer<float>)result["Features"][0]).DenseValues());
    }

    [Fact]
    public void The_schema_follows_the_columns()
    {
        var frame = Frames.Fruits;
        Assert.Equal(3, ((IDataView)frame).Schema.Count);

        frame.Columns.Remove("Count");
        frame["Flag"] = new BooleanDataFrameColumn("Flag", [true, false, true, false, true]);

        Assert.Equal(["Name", "Weight", "Flag"], ((IDataView)frame).Schema.Select(column => column.Name));
        Assert.Equal([true, false, true, false, true], ((IDataView)frame).GetColumn<bool>("Flag"));
    }

    [Fact]
    public void A_data_view_becomes_a_frame_of_some_rows_and_columns()
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 150).Select(i => new NumberRow { Whole = i, Text = $"t{i}", Real = i / 2.0 }));

        Assert.Equal(100, data.ToDataFrame().Rows.Count);
        Assert.Equal(150, data.ToDataFrame(-1).Rows.Count);
        var some = data.ToDataFrame(2, "Text", "Real");
        Assert.Equal(["Text String", "Real Double"], Frames.Columns(some));
        Assert.Equal(["t0 0", "t1 0.5"], Frames.Rows(some));
        Assert.Equal(["Whole"], data.ToDataFrame("Whole").Columns.Select(column => column.Name));
    }

    [Fact]
    public void Frames_of_every_type_survive_the_way_there_and_back()
    {
        var frame = new DataFrame(
            new BooleanDataFrameColumn("BL", [true, false]), new ByteDataFrameColumn("U1", [1, 255]), new SByteDataFrameColumn("I1", [-128, 127]),
            new Int16DataFrameColumn("I2", [-3, 3]), new UInt16DataFrameColumn("U2", [1, 65535]), new Int32DataFrameColumn("I4", [-5, 5]),
            new UInt32DataFrameColumn("U4", [0, uint.MaxValue]), new Int64DataFrameColumn("I8", [long.MinValue, 1]), new UInt64DataFrameColumn("U8", [0, ulong.MaxValue]),
            new SingleDataFrameColumn("R4", [0.5f, -1]), new DoubleDataFrameColumn("R8", [1e-300, 2]), new StringDataFrameColumn("TX", ["a", "b"]));

        var back = ((IDataView)frame).ToDataFrame(-1);

        Assert.Equal(Frames.Columns(frame), Frames.Columns(back));
        Assert.Equal(Frames.Rows(frame), Frames.Rows(back));
    }

    private sealed class NumberRow
    {
        public int Whole { get; set; }

        public string Text { get; set; } = "";

        public double Real { get; set; }
    }
}
