using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Columns as sequences.</summary>
public static class ColumnCursorExtensions
{
    /// <summary>The values of a column: of its own type, strings for text, arrays for vectors.</summary>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (column.Index >= data.Schema.Count || data.Schema[column.Index].Name != column.Name)
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not a column of the data view.");
        if (typeof(T) != column.Type.RawType && !RowMember.Fits(typeof(T), column.Type))
            throw new ArgumentOutOfRangeException(nameof(column), $"Cannot map column (name: {column.Name}, type: {column.Type}) in data to the user-defined type, {typeof(T)}.");
        return Values<T>(data, column);
    }

    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.GetColumn<T>(data.Schema[columnName]);
    }

    private static IEnumerable<T> Values<T>(IDataView data, DataViewSchema.Column column)
    {
        using var cursor = data.GetRowCursor([column]);
        var box = new Box<T>();
        var fill = MemberSetter.Make<Box<T>>(cursor, column, Box<T>.Member);
        while (cursor.MoveNext())
        {
            // An array is handed out for good; a vector's buffer or an image only until the next row.
            if (typeof(T).IsArray)
                box.Value = default;
            fill(box);
            yield return box.Value;
        }
    }

    private sealed class Box<T>
    {
        public T Value;

        public static FieldInfo Member { get; } = typeof(Box<T>).GetField(nameof(Value));
    }
}
