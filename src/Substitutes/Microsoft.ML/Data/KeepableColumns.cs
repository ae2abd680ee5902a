namespace Microsoft.ML.Data;

/// <summary>A data view without those columns whose values cannot be kept in memory.</summary>
internal sealed class KeepableColumns : IDataView
{
    private readonly IDataView _input;
    private readonly int[] _kept;

    private KeepableColumns(IDataView input, int[] kept)
    {
        _input = input;
        _kept = kept;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(kept.Select(i => input.Schema[i]));
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => _input.CanShuffle;

    /// <summary>The input itself where all of its columns can be kept.</summary>
    public static IDataView Of(IDataView input)
    {
        int[] kept = [.. input.Schema.Where(c => ColumnStore.CanKeep(c.Type)).Select(c => c.Index)];
        return kept.Length == input.Schema.Count ? input : new KeepableColumns(input, kept);
    }

    public long? GetRowCount() => _input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = ColumnActivity.Of(columnsNeeded, Schema);
        return new Cursor(this, _input.GetRowCursor(InputColumns(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var active = ColumnActivity.Of(columnsNeeded, Schema);
        return [.. _input.GetRowCursorSet(InputColumns(active), n, rand).Select(c => new Cursor(this, c, active))];
    }

    private DataViewSchema.Column[] InputColumns(bool[] active) => [.. _kept.Where((_, i) => active[i]).Select(i => _input.Schema[i])];

    private sealed class Cursor(KeepableColumns parent, DataViewRowCursor input, bool[] active) : SynchronizedCursor(input)
    {
        public override DataViewSchema Schema => parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => IsColumnActive(column)
            ? Input.GetGetter<TValue>(parent._input.Schema[parent._kept[column.Index]])
            : throw TypedGetter.Inactive(column);
    }
}
