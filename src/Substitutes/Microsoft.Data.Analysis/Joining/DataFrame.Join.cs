namespace Microsoft.Data.Analysis;

public partial class DataFrame
{
    /// <summary>The columns of two frames side by side, row by row.</summary>
    /// <param name="other">The right frame.</param>
    /// <param name="leftSuffix">What a left column is called beyond its name where the right frame has one of this name.</param>
    /// <param name="rightSuffix">What the right column is called beyond its name there.</param>
    /// <param name="joinAlgorithm">Which frame says how many rows there are: nulls fill up the other, or it is cut.</param>
    public DataFrame Join(DataFrame other, string leftSuffix = "_left", string rightSuffix = "_right", JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left)
    {
        ArgumentNullException.ThrowIfNull(other);
        long rows = joinAlgorithm switch
        {
            JoinAlgorithm.Left => Rows.Count,
            JoinAlgorithm.Right => other.Rows.Count,
            JoinAlgorithm.FullOuter => Math.Max(Rows.Count, other.Rows.Count),
            JoinAlgorithm.Inner => Math.Min(Rows.Count, other.Rows.Count),
            _ => throw Unknown(joinAlgorithm),
        };
        return SideBySide(FirstRows(rows), other, other.FirstRows(rows), leftSuffix, rightSuffix);
    }

    /// <summary>The rows of two frames that have the same value in a column each; both columns are kept.</summary>
    /// <typeparam name="TKey">The type of the values, for callers of old.</typeparam>
    /// <inheritdoc cref="Merge(DataFrame, string[], string[], string, string, JoinAlgorithm)"/>
    public DataFrame Merge<TKey>(DataFrame other, string leftJoinColumn, string rightJoinColumn, string leftSuffix = "_left", string rightSuffix = "_right",
        JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left) => Merge(other, [leftJoinColumn], [rightJoinColumn], leftSuffix, rightSuffix, joinAlgorithm);

    /// <summary>The rows of two frames that have the same values in some columns each; all columns are kept. A null is the same as another.</summary>
    /// <param name="other">The right frame.</param>
    /// <param name="leftJoinColumns">The left columns to compare.</param>
    /// <param name="rightJoinColumns">The right columns to compare them with, of the same types.</param>
    /// <param name="leftSuffix">What a left column is called beyond its name where the right frame has one of this name.</param>
    /// <param name="rightSuffix">What the right column is called beyond its name there.</param>
    /// <param name="joinAlgorithm">Of which frame rows without a match are kept, with nulls for what is not there; those with a null to compare are not.</param>
    /// <exception cref="ArgumentException">There is no such column, or columns to compare differ in number or type.</exception>
    public DataFrame Merge(DataFrame other, string[] leftJoinColumns, string[] rightJoinColumns, string leftSuffix = "_left", string rightSuffix = "_right",
        JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(leftJoinColumns);
        ArgumentNullException.ThrowIfNull(rightJoinColumns);
        if (leftJoinColumns.Length != rightJoinColumns.Length || leftJoinColumns.Length == 0)
            throw new ArgumentException($"There are {leftJoinColumns.Length} left columns to compare with {rightJoinColumns.Length} right ones.", nameof(leftJoinColumns));
        DataFrameColumn[] left = [.. leftJoinColumns.Select(name => Columns[name])], right = [.. rightJoinColumns.Select(name => other.Columns[name])];
        // The order of the rows is that of the frame that keeps its rows, or has more of them.
        bool byLeft = joinAlgorithm switch
        {
            JoinAlgorithm.Left or JoinAlgorithm.FullOuter => true,
            JoinAlgorithm.Right => false,
            JoinAlgorithm.Inner => Rows.Count > other.Rows.Count,
            _ => throw Unknown(joinAlgorithm),
        };
        var (own, given) = byLeft
            ? RowMatches.Of(left, right, joinAlgorithm)
            : RowMatches.Of(right, left, joinAlgorithm);
        return byLeft
            ? SideBySide(own, other, given, leftSuffix, rightSuffix)
            : SideBySide(given, other, own, leftSuffix, rightSuffix);
    }

    private PrimitiveDataFrameColumn<long> FirstRows(long count) =>
        new("Rows", Enumerable.Range(0, (int)count).Select(row => row < Rows.Count ? (long?)row : null));

    private DataFrame SideBySide(PrimitiveDataFrameColumn<long> rows, DataFrame other, PrimitiveDataFrameColumn<long> otherRows, string leftSuffix, string rightSuffix)
    {
        var joined = Clone(rows);
        foreach (var column in other.Columns.Select(column => column.Clone(otherRows)))
        {
            while (joined.Columns.IndexOf(column.Name) >= 0)
            {
                joined.Columns.RenameColumn(column.Name, column.Name + leftSuffix);
                column.SetName(column.Name + rightSuffix);
            }
            joined.Columns.Add(column);
        }
        return joined;
    }

    private static ArgumentOutOfRangeException Unknown(JoinAlgorithm joinAlgorithm) =>
        new(nameof(joinAlgorithm), joinAlgorithm, $"Rows are joined by {string.Join(", ", Enum.GetNames<JoinAlgorithm>())}.");
}
