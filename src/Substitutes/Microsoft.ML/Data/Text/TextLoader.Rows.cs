using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    private sealed class Rows(TextLoader loader, IMultiStreamSource source) : IDataView
    {
        public DataViewSchema Schema => loader._schema;

        public bool CanShuffle => false;

        public long? GetRowCount() => null;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
            new Cursor(loader, source, ColumnActivity.Of(columnsNeeded, Schema));

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];
    }

    private sealed class Cursor : RootCursor
    {
        private readonly TextLoader _loader;
        private readonly bool[] _active;
        private readonly Delegate[] _getters;
        private readonly TextLine _line;
        private readonly IEnumerator<(string File, long Number)> _lines;
        private long _left;

        public Cursor(TextLoader loader, IMultiStreamSource source, bool[] active)
        {
            _loader = loader;
            _active = active;
            _line = new TextLine(loader._options);
            _lines = new TextLines(loader._options, source).Read(_line).GetEnumerator();
            _left = loader._options.MaxRows ?? long.MaxValue;
            _getters = [.. loader._columns.Select((column, i) => active[i] ? MakeGetter(column) : null)];
        }

        public override DataViewSchema Schema => _loader._schema;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
        {
            CheckAtRow();
            value = new DataViewRowId((ulong)Position, 0);
        };

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => TypedGetter.As<TValue>(_getters[column.Index], column);

        protected override bool MoveNextCore() => _left-- > 0 && _lines.MoveNext();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _lines.Dispose();
            base.Dispose(disposing);
        }

        private Delegate MakeGetter(TextColumn column)
        {
            Delegate make = column.Type is VectorDataViewType ? VectorGetter<int> : ScalarGetter<int>;
            return GenericCall.Invoke<Delegate>(make, [column.Type.ItemType().RawType], column);
        }

        private ValueGetter<T> ScalarGetter<T>(TextColumn column)
        {
            int field = column.Fields[0].Min;
            var parse = ParserOf<T>(column);
            return (ref T value) =>
            {
                CheckAtRow();
                value = parse(field);
            };
        }

        private ValueGetter<VBuffer<T>> VectorGetter<T>(TextColumn column)
        {
            var parse = ParserOf<T>(column);
            return (ref VBuffer<T> value) =>
            {
                CheckAtRow();
                var editor = VBufferEditor.Create(ref value, column.LengthIn(_line.Count));
                int i = 0;
                foreach (int field in column.FieldsIn(_line.Count))
                    editor.Values[i++] = parse(field);
                value = editor.Commit();
            };
        }

        private Func<int, T> ParserOf<T>(TextColumn column)
        {
            var options = _loader._options;
            var parse = (Func<ReadOnlyMemory<char>, T>)StandardConversions.Find(TextDataViewType.Instance, column.Type.ItemType());
            bool isReal = column.Kind is DataKind.Single or DataKind.Double;
            T blank = isReal && options.MissingRealsAsNaNs ? parse("?".AsMemory()) : parse(default);
            return field =>
            {
                var text = _line[field];
                if (text.IsEmpty)
                    return _line.IsBlank(field) ? blank : parse(default);
                if (isReal && options.DecimalMarker == ',')
                    text = text.ToString().Replace(',', '.').AsMemory();
                try
                {
                    return parse(text);
                }
                catch (InvalidOperationException ex)
                {
                    throw _loader._host.Except(ex, $"Could not parse value {text} in line {_lines.Current.Number} of {_lines.Current.File}, column {column.Name}");
                }
            };
        }
    }
}
