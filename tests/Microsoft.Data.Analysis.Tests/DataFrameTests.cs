namespace Microsoft.Data.Analysis.Tests;

public sealed class DataFrameTests
{
    private readonly DataFrame _fruits = Frames.Fruits;

    [Fact]
    public void Values_are_read_and_written_by_row_and_column()
    {
        Assert.Equal("apple", _fruits["Name"][1]);
        Assert.Equal(4, _fruits[2, 1]);
        Assert.Null(_fruits.Rows[3]["Count"]);
        Assert.Equal(1.5f, _fruits.Rows[0][2]);

        _fruits.Rows[3]["Count"] = 9;
        _fruits[2, 0] = "kiwi";

        Assert.Equal(["pear 3 1.5", "apple 1 null", "kiwi 4 0.5", "pear 9 2", "fig 5 -1"], Frames.Rows(_fruits));
        Assert.Equal(5, _fruits.Rows.Count);
        Assert.ThrowsAny<ArgumentException>(() => _fruits["Nowhere"]);
        Assert.ThrowsAny<ArgumentException>(() => _fruits["Count"][0] = "text");
        Assert.ThrowsAny<ArgumentException>(() => _fruits["Count"][99]);
    }

    [Fact]
    public void Columns_have_one_length_and_each_another_name()
    {
        Assert.Throws<ArgumentException>(() => _fruits.Columns.Add(new Int32DataFrameColumn("Short", [1])));
        Assert.Throws<ArgumentException>(() => _fruits.Columns.Add(new Int32DataFrameColumn("Count", [1, 2, 3, 4, 5])));

        _fruits["Added"] = new DoubleDataFrameColumn("Other", [1, 2, 3, 4, 5]);
        _fruits["Weight"] = new BooleanDataFrameColumn("Heavy", [true, false, true, false, true]);
        _fruits.Columns.Remove("Name");
        _fruits.Columns.RenameColumn("Count", "Number");

        Assert.Equal(["Number Int32", "Weight Boolean", "Added Double"], Frames.Columns(_fruits));
        Assert.Equal(2, _fruits.Columns.IndexOf("Added"));
        Assert.Equal(-1, _fruits.Columns.IndexOf("Count"));
        Assert.Equal(3, _fruits.Columns.GetInt32Column("Number")[0]);
        Assert.Throws<ArgumentException>(() => _fruits.Columns.GetStringColumn("Number"));
    }

    [Fact]
    public void Rows_are_chosen_by_truth_values_and_by_numbers()
    {
        Assert.Equal(["pear 3 1.5", "fig 5 -1"], Frames.Rows(_fruits[new[] { true, false, false, false, true }]));
        Assert.Equal(["fig 5 -1", "apple 1 null"], Frames.Rows(_fruits[new[] { 4, 1 }]));
        Assert.Equal(["fig 5 -1"], Frames.Rows(_fruits.Filter(new PrimitiveDataFrameColumn<long>("Rows", [4L]))));
        Assert.Equal(["pear 3 1.5", "pear null 2"], Frames.Rows(_fruits.Filter(_fruits["Name"].ElementwiseEquals("pear"))));
        Assert.Equal(["null 4 0.5", "fig 5 -1"], Frames.Rows(_fruits.Filter(_fruits["Count"].ElementwiseGreaterThan(3))));
        Assert.Equal(["pear 3 1.5", "apple 1 null"], Frames.Rows(_fruits.Head(2)));
        Assert.Equal(["pear null 2", "fig 5 -1"], Frames.Rows(_fruits.Tail(2)));
        Assert.Equal(3, _fruits.Sample(3).Rows.Count);
    }

    [Fact]
    public void Rows_are_ordered_by_a_column_with_nulls_where_they_are_wanted()
    {
        Assert.Equal(["apple 1 null", "pear 3 1.5", "null 4 0.5", "fig 5 -1", "pear null 2"], Frames.Rows(_fruits.OrderBy("Count")));
        Assert.Equal(["pear null 2", "fig 5 -1", "null 4 0.5", "pear 3 1.5", "apple 1 null"],
            Frames.Rows(_fruits.OrderByDescending("Count", putNullValuesLast: false)));
        Assert.Equal(["apple", "fig", "pear", "pear", null], _fruits.OrderBy("Name").Columns.GetStringColumn("Name"));
    }

    [Fact]
    public void Rows_are_appended_with_their_values_converted()
    {
        var appended = _fruits.Append(["plum", "7", 2.5]);
        appended.Append([new KeyValuePair<string, object>("Weight", 3), new("Name", "lime")], inPlace: true);
        appended.Append(["only"], inPlace: true);
        appended.Append(["", "", "null"], inPlace: true);

        Assert.Equal(5, _fruits.Rows.Count);
        Assert.Equal(["plum 7 2.5", "lime null 3", "only null null", " null null"], Frames.Rows(appended.Tail(4)));
        Assert.Equal(["pear 3 1.5", "apple 1 null"], Frames.Rows(_fruits.Append(_fruits.Head(2).Rows).Tail(2)));
        Assert.Throws<ArgumentException>(() => appended.Append(["too", 1, 2, 3], inPlace: true));
        Assert.Throws<FormatException>(() => appended.Append(["bad", "x", 2], inPlace: true));
        Assert.Throws<ArgumentException>(() => appended.Append([new KeyValuePair<string, object>("Nowhere", 3)], inPlace: true));
        Assert.Equal(9, appended.Rows.Count);
        Assert.All(appended.Columns, column => Assert.Equal(9, column.Length));
    }

    [Fact]
    public void Nulls_are_dropped_and_filled()
    {
        Assert.Equal(["pear 3 1.5", "fig 5 -1"], Frames.Rows(_fruits.DropNulls()));
        Assert.Equal(5, _fruits.DropNulls(DropNullOptions.All).Rows.Count);
        Assert.Equal(["pear 3 1.5", "apple 1 7", "none 4 0.5", "pear 0 2", "fig 5 -1"], Frames.Rows(_fruits.FillNulls(["none", 0, 7f])));
    }

    [Fact]
    public void A_copy_is_independent()
    {
        var copy = _fruits.Clone();
        copy[0, 0] = "changed";
        copy.Append(["more"], inPlace: true);

        Assert.Equal(Frames.Rows(Frames.Fruits), Frames.Rows(_fruits));
    }

    [Fact]
    public void The_description_has_the_number_the_extremes_and_the_mean_of_columns_of_numbers()
    {
        var description = _fruits.DropNulls().Description();

        Assert.Equal(["Description", "Count", "Weight"], description.Columns.Select(column => column.Name));
        Assert.Equal(["Max", "Min", "Mean"], description.Columns.GetStringColumn("Description").Skip(1));
        Assert.Equal([2f, 5f, 3f, 4f], description["Count"].Cast<float>());
        Assert.Equal([2f, 1.5f, -1f, 0.25f], description["Weight"].Cast<float>());
        Assert.Equal(["System.Int32", "4"], _fruits.Info()["Count"].Cast<string>());
    }

    [Fact]
    public void Groups_are_counted_and_summarized()
    {
        var byName = _fruits.GroupBy("Name");

        Assert.Equal(["pear 1 2", "apple 1 0", "fig 1 1"], Frames.Rows(byName.Count()));
        Assert.Equal(["pear 3", "apple 1", "fig 5"], Frames.Rows(byName.Sum("Count")));
        Assert.Equal(["pear 3", "apple 1", "fig 5"], Frames.Rows(byName.Max("Count")));
        Assert.ThrowsAny<Exception>(() => _fruits.GroupBy("Count").Sum());
        Assert.Equal(["pear 3 1.5", "apple 1 null", "fig 5 -1"], Frames.Rows(byName.First()));
        Assert.Equal(["pear 3 1.5", "apple 1 null", "fig 5 -1"], Frames.Rows(byName.Head(1)));
        Assert.Equal(["pear null 2", "apple 1 null", "fig 5 -1"], Frames.Rows(byName.Tail(1)));
        Assert.Equal(1.75, Convert.ToDouble(byName.Mean("Weight")["Weight"][0], null), 6);
        Assert.Equal(["pear 1.5", "apple 1", "fig 5"], Frames.Rows(byName.Mean("Count")));
        Assert.Equal([("pear", 2), ("apple", 1), ("fig", 1)], _fruits.GroupBy<string>("Name").Groupings.Select(group => (group.Key, group.Count())));
        Assert.Throws<InvalidCastException>(() => _fruits.GroupBy<int>("Name"));
        Assert.ThrowsAny<ArgumentException>(() => _fruits.GroupBy("Nowhere"));
    }
}
