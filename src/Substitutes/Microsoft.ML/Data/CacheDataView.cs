namespace Microsoft.ML.Data;

/// <summary>
/// Keeps the columns of its input in memory from their first use on; columns that cannot be kept (images) it does not have. Its cursors can
/// start anywhere, so it can be shuffled and split among several of them.
/// </summary>
internal sealed class CacheDataView : IDataView
{
    private const int BlockRows = 64;

    private readonly IDataView _input;
    private readonly ColumnStore[] _stores;
    private readonly int[] _prefetch;
    private readonly Lock _gate = new();
    private long _rows = -1;

    /// <param name="input">What to keep.</param>
    /// <param name="prefetch">The names of columns that are read together with the first ones needed.</param>
    public CacheDataView(IDataView input, params IEnumerable<string> prefetch)
    {
        _input = KeepableColumns.Of(input);
        _stores = new ColumnStore[Schema.Count];
        _prefetch = [.. prefetch.Select(name => Schema[name].Index)];
    }

    public DataViewSchema Schema => _input.Schema;

    public bool CanShuffle => true;

    public long? GetRowCount()
    {
        lock (_gate)
            return _rows >= 0 ? _rows : _input.GetRowCount();
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        GetRowCursorSet(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var active = ColumnActivity.Of(columnsNeeded, Schema);
        int rows = Fill(active);
        int[] order = null;
        if (rand is not null)
        {
            order = [.. Enumerable.Range(0, rows)];
            rand.Shuffle(order);
        }
        int cursors = Math.Clamp(n, 1, Math.Max(1, rows / BlockRows));
        return [.. Enumerable.Range(0, cursors).Select(i => new Cursor(this, active, rows, order, i, cursors))];
    }

    /// <summary>Reads what is needed and not here yet, and says how many rows there are.</summary>
    private int Fill(bool[] active)
    {
        lock (_gate)
        {
            var missing = Schema.Where(c => (active[c.Index] || _prefetch.Contains(c.Index)) && _stores[c.Index] is null).ToArray();
            if (missing.Length == 0 && _rows >= 0)
                return (int)_rows;
            var stores = missing.Select(c => ColumnStore.Of(c.Type)).ToArray();
            int row = 0;
            using (var cursor = _input.GetRowCursor(missing))
            {
                var writers = missing.Zip(stores, (column, store) => store.Writer(cursor, column)).ToArray();
                for (; cursor.MoveNext(); row = checked(row + 1))
                {
                    foreach (var write in writers)
                        write(row);
                }
            }
            if (_rows >= 0 && _rows != row)
                throw new InvalidOperationException($"The input of a cache had {_rows} rows when it was first read, and has {row} now.");
            _rows = row;
            for (int i = 0; i < missing.Length; i++)
                _stores[missing[i].Index] = stores[i];
            return row;
        }
    }

    /// <summary>One of several cursors that take turns in blocks.</summary>
    private sealed class Cursor : RootCursor
    {
        private readonly CacheDataView _parent;
        private readonly bool[] _active;
        private readonly Delegate[] _getters;
        private readonly int _rows;
        private readonly int[] _order;
        private readonly int _cursors;
        private long _next;

        public Cursor(CacheDataView parent, bool[] active, int rows, int[] order, int index, int cursors)
        {
            _parent = parent;
            _active = active;
            _rows = rows;
            _order = order;
            _cursors = cursors;
            _next = (long)index * BlockRows;
            _getters = [.. parent._stores.Select((store, i) => active[i] ? store.Getter(Row) : null)];
        }

        public override DataViewSchema Schema => _parent.Schema;

        // Positions of a single cursor are all of one batch; those of several are reconciled by block.
        public override long Batch => _cursors == 1 ? 0 : Last / BlockRows;

        private long Last { get; set; }

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)Row(), 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => TypedGetter.As<TValue>(_getters[column.Index], column);

        protected override bool MoveNextCore()
        {
            if (_next >= _rows)
                return false;
            Last = _next++;
            if (_next % BlockRows == 0)
                _next += (long)(_cursors - 1) * BlockRows;
            return true;
        }

        private int Row()
        {
            CheckAtRow();
            return _order is null ? (int)Last : _order[Last];
        }
    }
}
