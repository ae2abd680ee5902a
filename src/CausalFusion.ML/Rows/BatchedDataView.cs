using Microsoft.ML;

namespace CausalFusion.ML.Rows;

/// <summary>A data view with more columns, which are computed for a batch of rows at a time, and only where one of them is asked for.</summary>
internal sealed class BatchedDataView : IDataView
{
    private readonly IDataView _input;
    private readonly RowBinding _binding;

    public BatchedDataView(IDataView input, RowFunction function, CancellationToken cancellationToken = default)
    {
        _input = input;
        _binding = new RowBinding(function, input.Schema, cancellationToken);
    }

    public DataViewSchema Schema => _binding.OutputSchema;

    public bool CanShuffle => _input.CanShuffle;

    public long? GetRowCount() => _input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = _binding.Activate(columnsNeeded);
        return Wrap(_input.GetRowCursor(_binding.InputColumns(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = _binding.Activate(columnsNeeded);
        DataViewRowCursor[] inputs = _input.GetRowCursorSet(_binding.InputColumns(active), n, rand);
        var cursors = new DataViewRowCursor[inputs.Length];
        int made = 0;
        try
        {
            for (; made < inputs.Length; made++)
            {
                cursors[made] = Wrap(inputs[made], active);
            }
            return cursors;
        }
        catch
        {
            foreach (DataViewRowCursor cursor in cursors.Take(made).Concat(inputs.Skip(made)))
            {
                cursor.Dispose();
            }
            throw;
        }
    }

    private DataViewRowCursor Wrap(DataViewRowCursor input, bool[] active)
    {
        try
        {
            return _binding.Computes(active) ? new BatchedCursor(_binding, input, active) : new PassingCursor(_binding, input, active);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }
}
