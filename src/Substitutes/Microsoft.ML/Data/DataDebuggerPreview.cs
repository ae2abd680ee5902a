using System.Collections.Immutable;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>The first rows of a data view, by row and by column.</summary>
public sealed class DataDebuggerPreview
{
    internal DataDebuggerPreview(IDataView data, int maxRows)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegative(maxRows);
        Schema = data.Schema;
        var rows = new List<object[]>();
        using (var cursor = data.GetRowCursor(Schema))
        {
            var readers = Schema.Select(c => Reader(cursor, c)).ToArray();
            while (rows.Count < maxRows && cursor.MoveNext())
                rows.Add([.. readers.Select(read => read())]);
        }
        RowView = [.. rows.Select(row => new RowInfo([.. Schema.Select(c => KeyValuePair.Create(c.Name, row[c.Index]))]))];
        ColumnView = [.. Schema.Select(c => new ColumnInfo(c, [.. rows.Select(row => row[c.Index])]))];
    }

    public DataViewSchema Schema { get; }

    public ImmutableArray<ColumnInfo> ColumnView { get; }

    public ImmutableArray<RowInfo> RowView { get; }

    public override string ToString() => $"{Schema.Count} columns, {RowView.Length} rows";

    private static Func<object> Reader(DataViewRow row, DataViewSchema.Column column) => (Func<object>)typeof(DataDebuggerPreview)
        .GetMethod(nameof(ReaderOf), BindingFlags.Static | BindingFlags.NonPublic).MakeGenericMethod(column.Type.RawType)
        .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column], null);

    private static Func<object> ReaderOf<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<T>(column);
        return () =>
        {
            T value = default;
            get(ref value);
            return value;
        };
    }

    public sealed class RowInfo
    {
        internal RowInfo(KeyValuePair<string, object>[] values) => Values = values;

        public KeyValuePair<string, object>[] Values { get; }

        public override string ToString() => $"{Values.Length} columns";
    }

    public sealed class ColumnInfo
    {
        internal ColumnInfo(DataViewSchema.Column column, object[] values)
        {
            Column = column;
            Values = values;
        }

        public DataViewSchema.Column Column { get; }

        public object[] Values { get; }

        public override string ToString() => $"{Column.Name}: {Column.Type}";
    }
}
