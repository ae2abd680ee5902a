namespace Microsoft.Data.Analysis.Tests;

/// <summary>Frames as values that can be compared.</summary>
internal static class Frames
{
    /// <summary>Fruits with a null in each column.</summary>
    public static DataFrame Fruits => new(
        new StringDataFrameColumn("Name", ["pear", "apple", null!, "pear", "fig"]),
        new Int32DataFrameColumn("Count", [3, 1, 4, null, 5]),
        new SingleDataFrameColumn("Weight", [1.5f, null, 0.5f, 2f, -1f]));

    /// <summary>All values, each as text, row by row.</summary>
    public static string[] Rows(DataFrame frame) =>
        [.. frame.Rows.Select(row => string.Join(" ", row.Select(value => FormattableString.Invariant($"{value ?? "null"}"))))];

    public static string[] Columns(DataFrame frame) => [.. frame.Columns.Select(column => $"{column.Name} {column.DataType.Name}")];
}
