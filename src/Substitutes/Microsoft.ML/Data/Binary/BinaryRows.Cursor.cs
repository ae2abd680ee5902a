namespace Microsoft.ML.Data;

internal sealed partial class BinaryRows
{
    private sealed class Cursor : RootCursor
    {
        private readonly BinaryRows _parent;
        private readonly bool[] _active;
        private readonly BinaryColumn[] _columns;
        private readonly BinaryReader[] _values;
        private readonly Stream _stream;
        private readonly BinaryReader _reader;
        private int _left;
        private long _read;

        public Cursor(BinaryRows parent, bool[] active)
        {
            _parent = parent;
            _active = active;
            _columns = [.. parent.Schema.Select(c => active[c.Index] ? BinaryColumn.Of(c.Type) : null)];
            _values = new BinaryReader[active.Length];
            _stream = parent._source.Open(0);
            _stream.Position = parent._start;
            _reader = new BinaryReader(_stream);
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
        {
            CheckAtRow();
            value = new DataViewRowId((ulong)Position, 0);
        };

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            TypedGetter.As<TValue>(_columns[column.Index]?.Getter(CheckAtRow), column);

        protected override bool MoveNextCore()
        {
            try
            {
                if (_left == 0 && !NextBlock())
                    return false;
                _left--;
                _read++;
                for (int i = 0; i < _columns.Length; i++)
                    _columns[i]?.Read(_parent._env, _values[i]);
                return true;
            }
            catch (Exception ex) when (ex is EndOfStreamException or ArgumentException or FormatException && !ex.IsMarked())
            {
                throw _parent._env.ExceptDecode(ex, $"{_parent.Name} is damaged at row {_read}");
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _stream.Dispose();
            base.Dispose(disposing);
        }

        private bool NextBlock()
        {
            _left = _reader.ReadInt32();
            if (_left == 0)
            {
                _parent._env.CheckDecode(_read == _parent._rows, $"{_parent.Name} has {_read} rows and not the {_parent._rows} that it says");
                return false;
            }
            _parent._env.CheckDecode(_left > 0 && _left <= _parent._rows - _read, $"{_parent.Name} is damaged: a block of {_left} rows at row {_read}");
            for (int i = 0; i < _columns.Length; i++)
            {
                int size = _reader.ReadInt32();
                _parent._env.CheckDecode(size >= 0 && size <= _stream.Length - _stream.Position,
                    $"{_parent.Name} is damaged: column '{Schema[i].Name}' takes {size} bytes at row {_read}");
                if (_active[i])
                    _values[i] = new BinaryReader(new MemoryStream(_reader.ReadBytes(size)));
                else
                    _stream.Position += size;
            }
            return true;
        }
    }
}
