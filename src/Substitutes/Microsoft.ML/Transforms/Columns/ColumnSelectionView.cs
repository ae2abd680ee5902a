namespace Microsoft.ML.Transforms;

/// <summary>A data view with some of the columns of another; as well the same of one row.</summary>
internal sealed class ColumnSelectionView : IDataView, IRowToRowMapper
{
    private readonly IDataView _input;
    private readonly ColumnSelection _selection;

    public ColumnSelectionView(IDataView input, ColumnSelection selection)
    {
        _input = input;
        _selection = selection;
    }

    public DataViewSchema Schema => _selection.OutputSchema;

    public bool CanShuffle => _input.CanShuffle;

    public DataViewSchema InputSchema => _selection.InputSchema;

    public DataViewSchema OutputSchema => _selection.OutputSchema;

    public long? GetRowCount() => _input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = ColumnActivity.Of(columnsNeeded, Schema);
        return new Cursor(_input.GetRowCursor(InputsOf(active), rand), _selection, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var active = ColumnActivity.Of(columnsNeeded, Schema);
        return [.. _input.GetRowCursorSet(InputsOf(active), n, rand).Select(cursor => new Cursor(cursor, _selection, active))];
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        InputsOf(ColumnActivity.Of(dependingColumns, Schema));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new Row(input, _selection, ColumnActivity.Of(activeColumns, Schema));
    }

    private IEnumerable<DataViewSchema.Column> InputsOf(bool[] active) =>
        [.. Schema.Where(column => active[column.Index]).Select(_selection.InputOf)];

    private sealed class Cursor : SynchronizedCursor
    {
        private readonly ColumnSelection _selection;
        private readonly bool[] _active;

        public Cursor(DataViewRowCursor input, ColumnSelection selection, bool[] active) : base(input)
        {
            _selection = selection;
            _active = active;
        }

        public override DataViewSchema Schema => _selection.OutputSchema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            IsColumnActive(column) ? Input.GetGetter<TValue>(_selection.InputOf(column)) : throw TypedGetter.Inactive(column);
    }

    private sealed class Row : DataViewRow
    {
        private readonly DataViewRow _input;
        private readonly ColumnSelection _selection;
        private readonly bool[] _active;

        public Row(DataViewRow input, ColumnSelection selection, bool[] active)
        {
            _input = input;
            _selection = selection;
            _active = active;
        }

        public override DataViewSchema Schema => _selection.OutputSchema;

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            IsColumnActive(column) ? _input.GetGetter<TValue>(_selection.InputOf(column)) : throw TypedGetter.Inactive(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();
            base.Dispose(disposing);
        }
    }
}
