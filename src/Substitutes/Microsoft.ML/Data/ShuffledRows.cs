namespace Microsoft.ML.Data;

/// <summary>Serves its input's rows out of a pool in random order; the same order for each cursor that is not given its own randomness.</summary>
internal sealed class ShuffledRows : IDataView
{
    private readonly IDataView _input;
    private readonly int _seed;
    private readonly int _pool;
    private readonly bool _shuffleSource;

    public ShuffledRows(IDataView input, int seed, int pool, bool shuffleSource)
    {
        _input = KeepableColumns.Of(input);
        _seed = seed;
        _pool = pool;
        _shuffleSource = shuffleSource;
    }

    public DataViewSchema Schema => _input.Schema;

    public bool CanShuffle => true;

    public long? GetRowCount() => _input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = ColumnActivity.Of(columnsNeeded, Schema);
        var random = rand ?? new Random(_seed);
        var source = _shuffleSource && _input.CanShuffle ? new Random(random.Next()) : null;
        return new Cursor(_input.GetRowCursor(Schema.ColumnsWhere(i => active[i]), source), active, random, _pool);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursor
    {
        private readonly DataViewRowCursor _input;
        private readonly bool[] _active;
        private readonly Random _random;
        private readonly int _capacity;
        private readonly Delegate[] _getters;
        private readonly Action<int>[] _writers;
        private readonly List<DataViewRowId> _ids = [];
        private readonly ValueGetter<DataViewRowId> _getId;

        // The slots of rows that wait, and the slot of the row being served, which is free for the next.
        private readonly List<int> _waiting = [];
        private int _current = -1;
        private bool _exhausted;

        public Cursor(DataViewRowCursor input, bool[] active, Random random, int capacity)
        {
            _input = input;
            _active = active;
            _random = random;
            _capacity = capacity;
            _getId = input.GetIdGetter();
            var stores = input.Schema.Select(c => active[c.Index] ? ColumnStore.Of(c.Type) : null).ToArray();
            _getters = [.. stores.Select(s => s?.Getter(Slot))];
            _writers = [.. input.Schema.Where(c => active[c.Index]).Select(c => stores[c.Index].Writer(input, c))];
        }

        public override DataViewSchema Schema => _input.Schema;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _ids[Slot()];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => TypedGetter.As<TValue>(_getters[column.Index], column);

        protected override bool MoveNextCore()
        {
            if (_current >= 0)
                Read(_current);
            while (!_exhausted && _waiting.Count < _capacity)
                Read(_waiting.Count);
            if (_waiting.Count == 0)
                return false;
            int chosen = _random.Next(_waiting.Count);
            _current = _waiting[chosen];
            _waiting[chosen] = _waiting[^1];
            _waiting.RemoveAt(_waiting.Count - 1);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();
            base.Dispose(disposing);
        }

        private void Read(int slot)
        {
            if (_exhausted)
                return;
            if (!_input.MoveNext())
            {
                _exhausted = true;
                return;
            }
            DataViewRowId id = default;
            _getId(ref id);
            if (slot == _ids.Count)
                _ids.Add(id);
            else
                _ids[slot] = id;
            foreach (var write in _writers)
                write(slot);
            _waiting.Add(slot);
        }

        private int Slot()
        {
            CheckAtRow();
            return _current;
        }
    }
}
