namespace Microsoft.Data.Analysis.Tests;

public sealed class ColumnTests
{
    private readonly Int32DataFrameColumn _numbers = new("Numbers", [3, 1, null, 4, 1]);
    private readonly DoubleDataFrameColumn _reals = new("Reals", [0.5, null, 2, -1, 1]);

    [Fact]
    public void Columns_are_made_of_values_with_and_without_nulls()
    {
        Assert.Equal((5, 1), (_numbers.Length, _numbers.NullCount));
        Assert.Equal([1, 2], DataFrameColumn.Create("Made", [1, 2]).Select(value => value ?? 0));
        Assert.Equal(["a", null], DataFrameColumn.Create("Made", ["a", null!]));
        Assert.Equal(3, new SingleDataFrameColumn("Empty", 3).NullCount);
        _numbers.Append(7);
        _numbers.AppendMany(null, 2);
        Assert.Equal(new int?[] { 3, 1, null, 4, 1, 7, null, null }, _numbers);
        Assert.Equal(new int?[] { null, 4 }, _numbers[2, 2]);
        Assert.False(_numbers.IsValid(2));
    }

    [Fact]
    public void Statistics_leave_nulls_out()
    {
        Assert.Equal(9, _numbers.Sum());
        Assert.Equal(12, _numbers.Product());
        Assert.Equal((4, 1), (_numbers.Max(), _numbers.Min()));
        Assert.Equal(2.0, new Int32DataFrameColumn("Whole", [3, 1, 4, 1]).Median());
        Assert.Equal(2.25, new Int32DataFrameColumn("Whole", [3, 1, 4, 1]).Mean());
        Assert.Equal(4, _numbers.Sum([0L, 1L]));
        Assert.Equal(new int?[] { 3, 4, null, 8, 9 }, _numbers.CumulativeSum().Cast<int?>());
        Assert.Equal(new int?[] { 3, 3, null, 4, 4 }, _numbers.CumulativeMax().Cast<int?>());
        Assert.ThrowsAny<Exception>(() => new StringDataFrameColumn("Text", ["a"]).Sum());
    }

    [Fact]
    public void Arithmetic_keeps_the_type_of_like_operands_and_gives_double_for_others()
    {
        Assert.Equal(new int?[] { 5, 3, null, 6, 3 }, ((DataFrameColumn)_numbers).Add(2).Cast<int?>());
        Assert.Equal(new int?[] { 9, 1, null, 16, 1 }, ((DataFrameColumn)_numbers).Multiply((DataFrameColumn)_numbers).Cast<int?>());
        Assert.Equal(new double?[] { 2.5, null, null, 5, 0 }, ((DataFrameColumn)_numbers).Subtract((DataFrameColumn)_reals).Cast<double?>());
        Assert.Equal(new double?[] { 0.25, null, 1, -0.5, 0.5 }, ((DataFrameColumn)_reals).Divide(2.0).Cast<double?>());
        Assert.Equal(new int?[] { 3, 1, null, 4, 1 }, _numbers);

        ((DataFrameColumn)_numbers).Subtract(1, inPlace: true);

        Assert.Equal(new int?[] { 2, 0, null, 3, 0 }, _numbers);
        Assert.ThrowsAny<Exception>(() => ((DataFrameColumn)_numbers).Add(0.5, inPlace: true));
        Assert.ThrowsAny<Exception>(() => ((DataFrameColumn)_numbers).Add((DataFrameColumn)new Int32DataFrameColumn("Short", [1])));
    }

    [Fact]
    public void Comparisons_give_truth_values_that_can_be_joined()
    {
        DataFrameColumn numbers = new Int32DataFrameColumn("Whole", [3, 1, 4, 1]), reals = new DoubleDataFrameColumn("Whole", [0.5, 1, 9, 1.5]);

        Assert.Equal([true, false, true, false], Truths(numbers.ElementwiseGreaterThan(1)));
        Assert.Equal([false, true, false, true], Truths(numbers.ElementwiseLessThanOrEqual(1)));
        Assert.Equal([false, true, false, false], Truths(numbers.ElementwiseEquals(reals)));
        Assert.Equal([true, false, false, false], Truths(numbers.ElementwiseGreaterThanOrEqual(3).And(numbers.ElementwiseNotEquals(4))));
        Assert.Equal([true, true, false, true], Truths(numbers.ElementwiseEquals(3).Or(numbers.ElementwiseEquals(1))));
        Assert.Equal([false, false, true, false, false], Truths(_numbers.ElementwiseIsNull()));
        Assert.True(numbers.ElementwiseGreaterThan(0).All());
        Assert.False(numbers.ElementwiseGreaterThan(4).Any());
    }

    [Fact]
    public void Values_are_sorted_filled_filtered_clamped_and_mapped()
    {
        Assert.Equal(new int?[] { 1, 1, 3, 4, null }, _numbers.Sort());
        Assert.Equal(new int?[] { 4, 3, 1, 1, null }, _numbers.Sort(ascending: false));
        Assert.Equal(new int?[] { 3, 1, 0, 4, 1 }, _numbers.FillNulls(0));
        Assert.Equal(new int?[] { 3, 1, 4, 1 }, _numbers.DropNulls());
        Assert.Equal(new int?[] { 3, 4 }, _numbers.Filter(2, 9));
        Assert.Equal(new int?[] { 3, 2, null, 3, 2 }, _numbers.Clamp(2, 3));
        Assert.Equal(new int?[] { 30, 10, null, 40, 10 }, _numbers.Apply(value => value * 10));
        Assert.Equal(new double?[] { 1.5, 0.5, -1, 2, 0.5 }, _numbers.Apply<double>(value => value is { } given ? given / 2.0 : -1));
        Assert.Equal(new int?[] { 4, 3 }, _numbers.Clone([3, 0]));
        Assert.Equal(new double?[] { 0.5, null, 2, 1, 1 }, _reals.Abs().Cast<double?>());
    }

    [Fact]
    public void Values_are_counted()
    {
        var counts = new StringDataFrameColumn("Text", ["b", "a", "b"]).ValueCounts();

        Assert.Equal(["b 2", "a 1"], Frames.Rows(counts));
        Assert.Equal(["Values", "Counts"], counts.Columns.Select(column => column.Name));
    }

    private static bool[] Truths(DataFrameColumn column) => [.. column.Cast<bool>()];
}
