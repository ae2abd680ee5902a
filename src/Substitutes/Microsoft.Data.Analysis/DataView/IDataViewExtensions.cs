using Microsoft.Data.Analysis;

namespace Microsoft.ML;

/// <summary>Turns data views into data frames.</summary>
public static class IDataViewExtensions
{
    private const int DefaultMaxRows = 100;

    /// <summary>The first rows.</summary>
    /// <param name="dataView">The rows. Hidden columns are left out.</param>
    /// <param name="maxRows">How many rows; −1 for all.</param>
    /// <exception cref="NotSupportedException">A column has values that a data frame cannot have, such as images.</exception>
    public static DataFrame ToDataFrame(this IDataView dataView, long maxRows = DefaultMaxRows) => dataView.ToDataFrame(maxRows, null);

    /// <summary>Some columns of the first 100 rows.</summary>
    /// <exception cref="NotSupportedException">A column has values that a data frame cannot have, such as images.</exception>
    public static DataFrame ToDataFrame(this IDataView dataView, params string[] selectColumns) => dataView.ToDataFrame(DefaultMaxRows, selectColumns);

    /// <summary>Some columns of the first rows.</summary>
    /// <param name="dataView">The rows.</param>
    /// <param name="maxRows">How many rows; −1 for all.</param>
    /// <param name="selectColumns">The columns; none for all.</param>
    /// <exception cref="NotSupportedException">A column has values that a data frame cannot have, such as images.</exception>
    public static DataFrame ToDataFrame(this IDataView dataView, long maxRows, params string[] selectColumns)
    {
        ArgumentNullException.ThrowIfNull(dataView);
        var sources = dataView.Schema.Where(column => !column.IsHidden && (selectColumns is not { Length: > 0 } || selectColumns.Contains(column.Name))).ToArray();
        var columns = sources.Select(column => DataViewTypes.ColumnFor(column.Name, column.Type)).ToArray();
        using var cursor = dataView.GetRowCursor(sources);
        var getters = columns.Zip(sources, (column, source) => column.GetValueGetterUsingCursor(cursor, source)).ToArray();
        for (long left = maxRows == -1 ? long.MaxValue : maxRows; left > 0 && cursor.MoveNext(); left--)
        {
            for (int i = 0; i < columns.Length; i++)
                columns[i].AddValueUsingCursor(cursor, getters[i]);
        }
        return new DataFrame(columns);
    }
}
