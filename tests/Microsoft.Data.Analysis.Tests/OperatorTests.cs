namespace Microsoft.Data.Analysis.Tests;

public sealed class OperatorTests
{
    private readonly DataFrame _history = new(
        new Int32DataFrameColumn("Step", [100, 200, 300, 400]),
        new SingleDataFrameColumn("Loss", [4f, 2f, null, 1f]),
        new DoubleDataFrameColumn("Validation", [5.0, 2.5, 2.0, 1.5]));

    private DataFrameColumn Loss => _history["Loss"];

    private DataFrameColumn Validation => _history["Validation"];

    [Fact]
    public void Columns_of_a_frame_are_added_subtracted_multiplied_and_divided_row_by_row()
    {
        Assert.Equal(new double?[] { 9, 4.5, null, 2.5 }, (Loss + Validation).Cast<double?>());
        Assert.Equal(new double?[] { 1, 0.5, null, 0.5 }, (Validation - Loss).Cast<double?>());
        Assert.Equal(new float?[] { 16, 4, null, 1 }, (Loss * Loss).Cast<float?>());
        Assert.Equal(new double?[] { 1.25, 1.25, null, 1.5 }, (Validation / Loss).Cast<double?>());
        Assert.Equal(new int?[] { 90, 50, 0, 90 }, (_history["Step"] % 150).Clamp(0, 90).Cast<int?>());
        Assert.Throws<ArgumentException>(() => Loss + new SingleDataFrameColumn("Short", [1]));
        Assert.ThrowsAny<Exception>(() => new StringDataFrameColumn("Text", ["a"]) - (DataFrameColumn)new Int32DataFrameColumn("One", [1]));
    }

    [Fact]
    public void A_value_stands_on_either_side_of_an_operator()
    {
        Assert.Equal(new float?[] { 2, 1, null, 0.5f }, (Loss / 2f).Cast<float?>());
        Assert.Equal(new float?[] { 0.25f, 0.5f, null, 1 }, (1f / Loss).Cast<float?>());
        Assert.Equal(new double?[] { 0, 2.5, 3, 3.5 }, (5.0 - Validation).Cast<double?>());
        Assert.Equal(new double?[] { 5, 7.5, 8, 8.5 }, (10 - Validation).Cast<double?>());
        Assert.Equal(new int?[] { 1, 2, 3, 4 }, (_history["Step"] / 100).Cast<int?>());
        Assert.Equal(new decimal?[] { 50, 100, 150, 200 }, (0.5m * _history["Step"]).Cast<decimal?>());
        Assert.Equal(new double?[] { 5, 2.5, 2, 1.5 }, Validation.Cast<double?>());
    }

    [Fact]
    public void Columns_whose_type_is_known_give_columns_of_this_type()
    {
        Int32DataFrameColumn steps = _history.Columns.GetInt32Column("Step");
        SingleDataFrameColumn losses = _history.Columns.GetSingleColumn("Loss");
        DoubleDataFrameColumn validation = _history.Columns.GetDoubleColumn("Validation");

        SingleDataFrameColumn doubled = losses * 2;
        DoubleDataFrameColumn relative = validation / validation;
        Int32DataFrameColumn counted = steps / 100 + steps % 200;
        Int64DataFrameColumn differences = 1L - new Int64DataFrameColumn("Long", [1, 2]);

        Assert.Equal([8f, 4f, null, 2f], doubled);
        Assert.Equal([1.0, 1.0, 1.0, 1.0], relative.Select(value => value ?? 0));
        Assert.Equal([101, 2, 103, 4], counted.Select(value => value ?? 0));
        Assert.Equal([0L, -1L], differences.Select(value => value ?? 9));
    }

    [Fact]
    public void Truth_values_are_joined_by_operators_and_filter_rows()
    {
        BooleanDataFrameColumn late = _history.Columns.GetInt32Column("Step").ElementwiseGreaterThan(100);
        BooleanDataFrameColumn good = _history.Columns.GetDoubleColumn("Validation").ElementwiseLessThanOrEqual(2.0);

        Assert.Equal(["300 null 2", "400 1 1.5"], Frames.Rows(_history[late & good]));
        Assert.Equal(3, _history[late | good].Rows.Count);
        Assert.Equal(["200 2 2.5"], Frames.Rows(_history[late ^ good]));
        Assert.Equal([true, false, false, false], (late ^ true).Select(value => value ?? false));
        Assert.Equal([true, false, false, false], ((DataFrameColumn)late ^ true).Cast<bool>());
        Assert.Equal([false, true, true, true], (true & (DataFrameColumn)late).Cast<bool>());
    }

    [Fact]
    public void Texts_are_put_before_and_behind_others()
    {
        var names = new StringDataFrameColumn("Name", ["a", "b"]);

        Assert.Equal(["a-1", "b-1"], names + "-1");
        Assert.Equal(["run a", "run b"], "run " + names);
        Assert.Equal(["a7", "b8"], names.Add((DataFrameColumn)new Int32DataFrameColumn("Number", [7, 8])).Cast<string>());
        Assert.Equal(["a", "b"], names);
    }

    [Fact]
    public void An_operation_on_a_frame_goes_to_all_columns_with_one_value_or_one_each()
    {
        DataFrame Numbers() => new(new DoubleDataFrameColumn("A", [1, 2]), new DoubleDataFrameColumn("B", [3, 4]));

        Assert.Equal(["2 6", "4 8"], Frames.Rows(Numbers().Multiply(2.0)));
        Assert.Equal(["1 3", "0 2"], Frames.Rows(Numbers().ReverseSubtract(2.0).Add([0.0, 4.0])));
        Assert.Equal(["False True", "True True"], Frames.Rows(Numbers().ElementwiseGreaterThan(1.5)));
        Assert.Throws<ArgumentException>(() => Numbers().Add([1.0]));
        var changed = Numbers();
        changed.Divide(2.0, inPlace: true);
        Assert.Equal(["0.5 1.5", "1 2"], Frames.Rows(changed));
        Assert.Equal(["1.5 3", "2 3"], Frames.Rows(Numbers().Clamp(1.5, 3.0)));
        Assert.Equal(["Run1A", "Run1B"], Numbers().AddPrefix("Run1").Columns.Select(column => column.Name));
        Assert.Equal(["A1", "B1"], Numbers().AddSuffix("1").Columns.Select(column => column.Name));
    }
}
