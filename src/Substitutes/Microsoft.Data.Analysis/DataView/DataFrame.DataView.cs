using Microsoft.ML;
using Microsoft.ML.Data;

namespace Microsoft.Data.Analysis;

public partial class DataFrame : IDataView
{
    private DataViewSchema _schema;

    bool IDataView.CanShuffle => false;

    DataViewSchema IDataView.Schema => DataViewSchema;

    private DataViewSchema DataViewSchema
    {
        get
        {
            if (_schema is null)
            {
                var builder = new DataViewSchema.Builder();
                foreach (var column in Columns)
                    column.AddDataViewColumn(builder);
                _schema = builder.ToSchema();
            }
            return _schema;
        }
    }

    long? IDataView.GetRowCount() => Rows.Count;

    DataViewRowCursor IDataView.GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand) => new Cursor(this, columnsNeeded);

    DataViewRowCursor[] IDataView.GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand) => [new Cursor(this, columnsNeeded)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly DataFrame _frame;
        private readonly Delegate[] _getters;
        private long _position = -1;
        private bool _done;

        public Cursor(DataFrame frame, IEnumerable<DataViewSchema.Column> columns)
        {
            _frame = frame;
            Schema = frame.DataViewSchema;
            _getters = new Delegate[frame.Columns.Count];
            foreach (var column in columns)
                _getters[column.Index] = frame.Columns[column.Index].GetDataViewGetter(this);
        }

        public override DataViewSchema Schema { get; }

        public override long Batch => 0;

        public override long Position => _position;

        public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)_position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active: it was not among the columns that the cursor was asked for.");
            return _getters[column.Index] as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Invalid TValue in GetGetter of column '{column.Name}': '{typeof(TValue)}', expected type: '{column.Type.RawType}'.");
        }

        public override bool MoveNext()
        {
            _done |= _position + 1 >= _frame.Rows.Count;
            _position = _done ? -1 : _position + 1;
            return !_done;
        }

        protected override void Dispose(bool disposing)
        {
            _done = true;
            _position = -1;
            base.Dispose(disposing);
        }
    }
}
