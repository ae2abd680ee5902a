namespace Microsoft.Data.Analysis.Tests;

public sealed class JoinTests
{
    private readonly DataFrame _runs = new(
        new StringDataFrameColumn("Run", ["small", "large", "lost", null!]),
        new Int32DataFrameColumn("Width", [96, 256, 64, 1]));

    private readonly DataFrame _scores = new(
        new StringDataFrameColumn("Run", ["large", "small", "large", "new", null!]),
        new DoubleDataFrameColumn("Score", [0.7, 0.5, 0.8, 0.1, 0]));

    [Fact]
    public void Rows_with_the_same_key_are_merged_and_rows_without_a_match_kept_as_asked()
    {
        string[] both = ["small 96 small 0.5", "large 256 large 0.7", "large 256 large 0.8"];

        Assert.Equal([.. both, "lost 64 null null", "null 1 null 0"], Merged(JoinAlgorithm.Left));
        Assert.Equal([.. both, "lost 64 null null", "null 1 null 0", "null null new 0.1"], Merged(JoinAlgorithm.FullOuter));
        Assert.Equal(["large 256 large 0.7", "small 96 small 0.5", "large 256 large 0.8", "null null new 0.1", "null 1 null 0"], Merged(JoinAlgorithm.Right));
        Assert.Equal(["large 256 large 0.7", "small 96 small 0.5", "large 256 large 0.8", "null 1 null 0"], Merged(JoinAlgorithm.Inner));

        string[] Merged(JoinAlgorithm algorithm) => Frames.Rows(_runs.Merge(_scores, ["Run"], ["Run"], joinAlgorithm: algorithm));
    }

    [Fact]
    public void Columns_of_one_name_get_the_suffixes()
    {
        Assert.Equal(["Run_left", "Width", "Run_right", "Score"], Names(_runs.Merge<string>(_scores, "Run", "Run")));
        Assert.Equal(["Run.a", "Width", "Run.b", "Score"], Names(_runs.Join(_scores, ".a", ".b")));
        Assert.Equal(["Run", "Width"], Names(_runs));
    }

    [Fact]
    public void Several_keys_must_all_be_the_same()
    {
        var classes = new DataFrame(
            new Int32DataFrameColumn("Epoch", [1, 1, 2, 2]),
            new StringDataFrameColumn("Class", ["Bag", "Coat", "Bag", "Coat"]),
            new DoubleDataFrameColumn("Recall", [0.1, 0.2, 0.3, 0.4]));
        var better = new DataFrame(new StringDataFrameColumn("Name", ["Coat", "Bag"]), new Int32DataFrameColumn("At", [2, 1]));

        var merged = better.Merge(classes, ["Name", "At"], ["Class", "Epoch"]);

        Assert.Equal(["Coat 2 2 Coat 0.4", "Bag 1 1 Bag 0.1"], Frames.Rows(merged));
    }

    [Fact]
    public void Keys_that_cannot_be_compared_are_errors()
    {
        Assert.Throws<ArgumentException>(() => _runs.Merge(_scores, ["Run"], ["Score"]));
        Assert.Throws<ArgumentException>(() => _runs.Merge(_scores, ["Nowhere"], ["Run"]));
        Assert.Throws<ArgumentException>(() => _runs.Merge(_scores, ["Run", "Width"], ["Run"]));
    }

    [Fact]
    public void Frames_are_put_side_by_side_with_as_many_rows_as_asked()
    {
        var three = new DataFrame(new Int32DataFrameColumn("A", [1, 2, 3]));
        var two = new DataFrame(new Int32DataFrameColumn("B", [4, 5]));

        Assert.Equal(["1 4", "2 5", "3 null"], Frames.Rows(three.Join(two)));
        Assert.Equal(["1 4", "2 5"], Frames.Rows(three.Join(two, joinAlgorithm: JoinAlgorithm.Right)));
        Assert.Equal(["4 1", "5 2", "null 3"], Frames.Rows(two.Join(three, joinAlgorithm: JoinAlgorithm.FullOuter)));
        Assert.Equal(["4 1", "5 2"], Frames.Rows(two.Join(three, joinAlgorithm: JoinAlgorithm.Inner)));
    }

    private static IEnumerable<string> Names(DataFrame frame) => frame.Columns.Select(column => column.Name);
}
