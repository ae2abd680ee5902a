using System.Text;

namespace Microsoft.Data.Analysis;

/// <summary>A table in memory: columns of one length, each of its own type.</summary>
public partial class DataFrame
{
    private const int RowsInText = 25;

    public DataFrame(IEnumerable<DataFrameColumn> columns)
    {
        Columns = new DataFrameColumnCollection(columns, OnColumnsChanged);
        Rows = new DataFrameRowCollection(this);
    }

    public DataFrame(params DataFrameColumn[] columns) : this((IEnumerable<DataFrameColumn>)columns)
    {
    }

    public DataFrameColumnCollection Columns { get; }

    public DataFrameRowCollection Rows { get; }

    /// <summary>A value; null where there is none.</summary>
    public object this[long rowIndex, int columnIndex]
    {
        get => Columns[columnIndex][rowIndex];
        set => Columns[columnIndex][rowIndex] = value;
    }

    /// <summary>A column by its name; one that is set replaces that of the name, or comes last.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public DataFrameColumn this[string columnName]
    {
        get => Columns[columnName];
        set => Columns[columnName] = value;
    }

    /// <summary>A copy of the values of all rows.</summary>
    public DataFrame Clone() => Clone(null);

    /// <summary>The type of each column's values and their number.</summary>
    public DataFrame Info() => Summary("Info", ["DataType", "Length (excluding null values)"], Columns.Select(column => (DataFrameColumn)column.Info()));

    /// <summary>The number of values, the largest, the smallest and the mean of each column of numbers.</summary>
    public DataFrame Description() => Summary("Description", ["Length (excluding null values)", "Max", "Min", "Mean"],
        Columns.Where(column => column.HasDescription()).Select(column => column.Description()));

    /// <summary>The rows by the column's value; rows in which it is null belong to no group.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public GroupBy GroupBy(string columnName)
    {
        var column = Columns[columnName];
        return column.GroupBy(Columns.IndexOf(columnName), this);
    }

    /// <summary>The rows by the column's value; rows in which it is null belong to no group.</summary>
    /// <exception cref="InvalidCastException">The column's values are of another type.</exception>
    public GroupBy<TKey> GroupBy<TKey>(string columnName) => GroupBy(columnName) as GroupBy<TKey>
        ?? throw new InvalidCastException($"Column '{columnName}' of {Columns[columnName].DataType} values cannot be grouped by {typeof(TKey)}.");

    /// <summary>The first rows as text.</summary>
    public override string ToString()
    {
        int width = Columns.Select(column => column.Name.Length + 1).Append(10).Max();
        var text = new StringBuilder();
        text.AppendJoin("", Columns.Select(column => column.Name.PadRight(width))).AppendLine();
        foreach (var row in Rows.Take(RowsInText))
            text.AppendJoin("", row.Select(value => (value ?? "null").ToString().PadRight(width))).AppendLine();
        if (Rows.Count > RowsInText)
            text.AppendLine($"Showing {RowsInText} of {Rows.Count} rows");
        return text.ToString();
    }

    private static DataFrame Summary(string name, string[] rows, IEnumerable<DataFrameColumn> columns)
    {
        DataFrameColumn[] given = [.. columns];
        return given.Length == 0 ? new DataFrame() : new DataFrame([new StringDataFrameColumn(name, rows), .. given]);
    }

    private DataFrame Clone(DataFrameColumn mapIndices) => new(Columns.Select(column => column.Clone(mapIndices)));

    private void OnColumnsChanged() => _schema = null;
}
