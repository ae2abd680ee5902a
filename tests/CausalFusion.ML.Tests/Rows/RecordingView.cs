using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Rows;

/// <summary>A view that records what is asked of it, and numbers batches three rows at a time.</summary>
internal sealed class RecordingView(IDataView inner) : IDataView
{
    private int _rowsRead;

    public List<string> ColumnsAsked { get; } = [];

    public int RowsRead => Volatile.Read(ref _rowsRead);

    public int OpenCursors { get; private set; }

    public bool CanShuffle => inner.CanShuffle;

    public DataViewSchema Schema => inner.Schema;

    public long? GetRowCount() => inner.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        ColumnsAsked.AddRange(columns.Select(column => column.Name));
        OpenCursors++;
        return new Cursor(this, inner.GetRowCursor(columns, rand));
    }

    // Two cursors that take turns with the rows, as a parallel loader's may.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        OpenCursors += 2;
        return [new Cursor(this, inner.GetRowCursor(columns, rand), 0), new Cursor(this, inner.GetRowCursor(columns, rand), 1)];
    }

    private sealed class Cursor(RecordingView view, DataViewRowCursor cursor, int? parity = null) : DataViewRowCursor
    {
        private long _position = -1;
        private bool _isDisposed;

        public override DataViewSchema Schema => cursor.Schema;

        public override long Position => _position;

        public override long Batch => cursor.Position / 3;

        public override bool MoveNext()
        {
            while (cursor.MoveNext())
            {
                if (parity is null || cursor.Position / 3 % 2 == parity)
                {
                    Interlocked.Increment(ref view._rowsRead); // ML.NET reads with several cursors at once
                    _position++;
                    return true;
                }
            }
            return false;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => cursor.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => cursor.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => cursor.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_isDisposed)
            {
                _isDisposed = true;
                view.OpenCursors--;
                cursor.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
