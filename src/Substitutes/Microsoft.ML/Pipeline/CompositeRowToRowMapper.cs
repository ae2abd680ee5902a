namespace Microsoft.ML.Data;

/// <summary>Functions of a row applied one after the other.</summary>
internal sealed class CompositeRowToRowMapper : IRowToRowMapper
{
    private readonly IReadOnlyList<IRowToRowMapper> _mappers;

    public CompositeRowToRowMapper(DataViewSchema inputSchema, IReadOnlyList<IRowToRowMapper> mappers)
    {
        InputSchema = inputSchema;
        _mappers = mappers;
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema => _mappers.Count > 0 ? _mappers[^1].OutputSchema : InputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        for (int i = _mappers.Count - 1; i >= 0; i--)
            dependingColumns = _mappers[i].GetDependencies(dependingColumns);
        return dependingColumns;
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (_mappers.Count == 0)
            return new SelectedRow(input, ColumnActivity.Of(activeColumns, InputSchema));

        // What each mapper must put out is what the next one needs.
        var active = new IEnumerable<DataViewSchema.Column>[_mappers.Count];
        for (int i = _mappers.Count - 1; i >= 0; i--)
        {
            active[i] = activeColumns;
            activeColumns = _mappers[i].GetDependencies(activeColumns).ToArray();
        }
        return Enumerable.Range(0, _mappers.Count).Aggregate(input, (row, i) => _mappers[i].GetRow(row, active[i]));
    }

    /// <summary>The input row with only some columns active.</summary>
    private sealed class SelectedRow : DataViewRow
    {
        private readonly DataViewRow _input;
        private readonly bool[] _active;

        public SelectedRow(DataViewRow input, bool[] active)
        {
            _input = input;
            _active = active;
        }

        public override DataViewSchema Schema => _input.Schema;

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            IsColumnActive(column) ? _input.GetGetter<TValue>(column) : throw TypedGetter.Inactive(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();
            base.Dispose(disposing);
        }
    }
}
