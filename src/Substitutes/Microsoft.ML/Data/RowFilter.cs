namespace Microsoft.ML.Data;

/// <summary>Serves those of its input's rows that a test accepts.</summary>
internal sealed class RowFilter : IDataView
{
    private readonly IDataView _input;
    private readonly DataViewSchema.Column[] _tested;
    private readonly Func<DataViewRowCursor, Func<bool>> _makeTest;
    private readonly bool _keepsOrder;

    /// <param name="input">The rows.</param>
    /// <param name="tested">The columns that the test looks at.</param>
    /// <param name="makeTest">Makes a test of the present row of a cursor, called once for each row in order.</param>
    /// <param name="keepsOrder">Whether the test depends on the order of rows, so that the input must not be shuffled or divided.</param>
    public RowFilter(IDataView input, DataViewSchema.Column[] tested, Func<DataViewRowCursor, Func<bool>> makeTest, bool keepsOrder = false)
    {
        _input = input;
        _tested = tested;
        _makeTest = makeTest;
        _keepsOrder = keepsOrder;
    }

    public DataViewSchema Schema => _input.Schema;

    public bool CanShuffle => !_keepsOrder && _input.CanShuffle;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = ColumnActivity.Of(columnsNeeded, Schema);
        return Wrap(_input.GetRowCursor(InputColumns(active), CanShuffle ? rand : null), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        if (_keepsOrder)
            return [GetRowCursor(columnsNeeded, rand)];
        var active = ColumnActivity.Of(columnsNeeded, Schema);
        return [.. _input.GetRowCursorSet(InputColumns(active), n, rand).Select(c => Wrap(c, active))];
    }

    private IEnumerable<DataViewSchema.Column> InputColumns(bool[] active) =>
        Schema.ColumnsWhere(i => active[i] || _tested.Any(c => c.Index == i));

    private Cursor Wrap(DataViewRowCursor input, bool[] active) => new(input, Schema, active, _makeTest(input));

    private sealed class Cursor(DataViewRowCursor input, DataViewSchema schema, bool[] active, Func<bool> accepts) : LinkedCursor(input, schema, active)
    {
        protected override bool MoveNextCore()
        {
            while (Input.MoveNext())
            {
                if (accepts())
                    return true;
            }
            return false;
        }
    }
}
