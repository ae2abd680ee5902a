using System.Globalization;

namespace Microsoft.Data.Analysis;

/// <summary>The rows of a data frame, grouped by the values of a column.</summary>
public class GroupBy<TKey> : GroupBy
{
    private readonly DataFrame _dataFrame;
    private readonly int _columnIndex;
    private readonly IDictionary<TKey, ICollection<long>> _groups;

    public GroupBy(DataFrame dataFrame, int groupByColumnIndex, IDictionary<TKey, ICollection<long>> keyToRowIndices)
    {
        ArgumentNullException.ThrowIfNull(dataFrame);
        ArgumentNullException.ThrowIfNull(keyToRowIndices);
        if (groupByColumnIndex < 0 || groupByColumnIndex >= dataFrame.Columns.Count)
            throw new ArgumentException($"There are {dataFrame.Columns.Count} columns, and none at {groupByColumnIndex}.", nameof(groupByColumnIndex));
        (_dataFrame, _columnIndex, _groups) = (dataFrame, groupByColumnIndex, keyToRowIndices);
    }

    /// <summary>The groups, each with its rows.</summary>
    public IEnumerable<IGrouping<TKey, DataFrameRow>> Groupings =>
        _groups.SelectMany(group => group.Value.Select(row => (group.Key, Row: _dataFrame.Rows[row]))).GroupBy(pair => pair.Key, pair => pair.Row);

    private DataFrameColumn KeyColumn => _dataFrame.Columns[_columnIndex];

    public override DataFrame Count(params string[] columnNames) =>
        Summarized(columnNames, column => new Int64DataFrameColumn(column.Name), (column, rows) => (long)rows.Count(column.IsValid));

    public override DataFrame First(params string[] columnNames) => Summarized(columnNames, (column, rows) => column[rows.First()]);

    public override DataFrame Max(params string[] columnNames) => Summarized(columnNames, (column, rows) => column.Max(rows));

    public override DataFrame Min(params string[] columnNames) => Summarized(columnNames, (column, rows) => column.Min(rows));

    public override DataFrame Product(params string[] columnNames) => Summarized(columnNames, (column, rows) => column.Product(rows));

    public override DataFrame Sum(params string[] columnNames) => Summarized(columnNames, (column, rows) => column.Sum(rows));

    /// <summary>The sum of each group's values, divided by the number of its rows: a null counts as 0, as in the real package.</summary>
    public override DataFrame Mean(params string[] columnNames) => Summarized(columnNames, column => new DoubleDataFrameColumn(column.Name),
        (column, rows) => Convert.ToDouble(column.Sum(rows), CultureInfo.InvariantCulture) / rows.Count);

    public override DataFrame Head(int numberOfRows) => Rows(rows => rows.Take(numberOfRows));

    public override DataFrame Tail(int numberOfRows) => Rows(rows => rows.TakeLast(numberOfRows));

    /// <summary>The key's column first, then the others, with the rows chosen of each group.</summary>
    private DataFrame Rows(Func<IEnumerable<long>, IEnumerable<long>> choose)
    {
        var chosen = new PrimitiveDataFrameColumn<long>("Rows", _groups.Values.SelectMany(choose));
        return new DataFrame([KeyColumn.Clone(chosen), .. Others(null).Select(column => column.Clone(chosen))]);
    }

    /// <summary>A value of each column's own type for each group.</summary>
    private DataFrame Summarized(string[] columnNames, Func<DataFrameColumn, ICollection<long>, object> summarize) =>
        Summarized(columnNames, column => column.Clone(Nothing), summarize);

    private DataFrame Summarized(string[] columnNames, Func<DataFrameColumn, DataFrameColumn> createFor, Func<DataFrameColumn, ICollection<long>, object> summarize)
    {
        var keys = KeyColumn.Clone(new PrimitiveDataFrameColumn<long>("Rows", _groups.Values.Select(rows => rows.First())));
        var columns = new List<DataFrameColumn> { keys };
        foreach (var column in Others(columnNames))
        {
            var summary = createFor(column);
            summary.Resize(_groups.Count);
            long row = 0;
            foreach (var rows in _groups.Values)
                summary[row++] = summarize(column, rows);
            columns.Add(summary);
        }
        return new DataFrame(columns);
    }

    private static PrimitiveDataFrameColumn<long> Nothing { get; } = new("Rows");

    private IEnumerable<DataFrameColumn> Others(string[] columnNames) => columnNames is { Length: > 0 }
        ? columnNames.Select(name => _dataFrame.Columns[name])
        : _dataFrame.Columns.Where((_, i) => i != _columnIndex);
}
