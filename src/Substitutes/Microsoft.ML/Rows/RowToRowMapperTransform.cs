namespace Microsoft.ML.Data;

/// <summary>A data view with the columns of its input and the new ones of a mapper; as well the mapper's function of one row.</summary>
internal sealed class RowToRowMapperTransform : IDataView, IRowToRowMapper
{
    private readonly IDataView _input;
    private readonly IRowMapper _mapper;

    public RowToRowMapperTransform(IDataView input, IRowMapper mapper)
    {
        _input = input;
        _mapper = mapper;
        Schema = OutputSchemaOf(input.Schema, mapper);
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => _input.CanShuffle;

    public DataViewSchema InputSchema => _input.Schema;

    public DataViewSchema OutputSchema => Schema;

    public static DataViewSchema OutputSchemaOf(DataViewSchema input, IRowMapper mapper)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumns(mapper.GetOutputColumns());
        return builder.ToSchema();
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
        return [.. _input.GetRowCursorSet(InputColumns(active), n, rand).Select(cursor => new Cursor(this, cursor, active))];
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        InputColumns(ColumnActivity.Of(dependingColumns, Schema));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new Row(this, input, ColumnActivity.Of(activeColumns, Schema));
    }

    private IEnumerable<DataViewSchema.Column> InputColumns(bool[] active)
    {
        int old = InputSchema.Count;
        var needed = _mapper.GetDependencies(i => active[old + i]);
        return InputSchema.ColumnsWhere(i => active[i] || needed(i));
    }

    private Delegate[] MakeGetters(DataViewRow input, bool[] active, out Action disposer)
    {
        int old = InputSchema.Count;
        return _mapper.CreateGetters(input, i => active[old + i], out disposer);
    }

    private ValueGetter<TValue> GetGetter<TValue>(DataViewRow input, Delegate[] getters, bool[] active, DataViewSchema.Column column)
    {
        if (column.Index >= active.Length || !active[column.Index])
            throw TypedGetter.Inactive(column);
        int old = InputSchema.Count;
        return column.Index < old ? input.GetGetter<TValue>(input.Schema[column.Index]) : TypedGetter.As<TValue>(getters[column.Index - old], column);
    }

    private sealed class Cursor : SynchronizedCursor
    {
        private readonly RowToRowMapperTransform _parent;
        private readonly bool[] _active;
        private readonly Delegate[] _getters;
        private readonly Action _disposer;

        public Cursor(RowToRowMapperTransform parent, DataViewRowCursor input, bool[] active) : base(input)
        {
            _parent = parent;
            _active = active;
            _getters = parent.MakeGetters(input, active, out _disposer);
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _parent.GetGetter<TValue>(Input, _getters, _active, column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _disposer?.Invoke();
            base.Dispose(disposing);
        }
    }

    private sealed class Row : DataViewRow
    {
        private readonly RowToRowMapperTransform _parent;
        private readonly DataViewRow _input;
        private readonly bool[] _active;
        private readonly Delegate[] _getters;
        private readonly Action _disposer;

        public Row(RowToRowMapperTransform parent, DataViewRow input, bool[] active)
        {
            _parent = parent;
            _input = input;
            _active = active;
            _getters = parent.MakeGetters(input, active, out _disposer);
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _parent.GetGetter<TValue>(_input, _getters, _active, column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _disposer?.Invoke();
                _input.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
