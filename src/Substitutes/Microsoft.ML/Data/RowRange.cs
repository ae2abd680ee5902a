namespace Microsoft.ML.Data;

/// <summary>Serves its input's rows after some number of them and up to another number.</summary>
internal sealed class RowRange : IDataView
{
    private readonly IDataView _input;
    private readonly long _skip;
    private readonly long _take;

    public RowRange(IDataView input, long skip, long take)
    {
        _input = input;
        _skip = skip;
        _take = take;
    }

    public DataViewSchema Schema => _input.Schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => _input.GetRowCount() is { } rows ? Math.Min(Math.Max(0, rows - _skip), _take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = ColumnActivity.Of(columnsNeeded, Schema);
        return new Cursor(_input.GetRowCursor(Schema.ColumnsWhere(i => active[i])), Schema, active, _skip, _take);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor input, DataViewSchema schema, bool[] active, long skip, long take) : LinkedCursor(input, schema, active)
    {
        private long _taken;
        private bool _skipped;

        protected override bool MoveNextCore()
        {
            if (_taken == take)
                return false;
            for (long i = 0; !_skipped && i < skip; i++)
            {
                if (!Input.MoveNext())
                    return false;
            }
            _skipped = true;
            if (!Input.MoveNext())
                return false;
            _taken++;
            return true;
        }
    }
}
