using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Rows;

/// <summary>
/// A cursor that reads a batch of rows ahead, computes the new column for all of them, and then serves them one by one, with their ids, batch numbers
/// and every active column as they were.
/// </summary>
internal sealed class BatchedCursor : DataViewRowCursor
{
    private readonly RowBinding _binding;
    private readonly DataViewRowCursor _input;
    private readonly bool[] _active;
    private readonly RowEvaluation _evaluation;
    private readonly BufferedColumn?[] _buffers;
    private readonly ValueGetter<DataViewRowId> _inputId;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _batches;
    private long _position = -1;
    private int _slot = -1, _count;
    private bool _done;

    public BatchedCursor(RowBinding binding, DataViewRowCursor input, bool[] active)
    {
        int capacity = binding.Function.BatchSize;
        _binding = binding;
        _input = input;
        _active = active;
        _inputId = input.GetIdGetter();
        _ids = new DataViewRowId[capacity];
        _batches = new long[capacity];
        _buffers = [.. binding.InputSchema.Select(column => active[column.Index] ? BufferedColumn.Create(input, column, capacity) : null)];
        _evaluation = binding.Function.Open(input, capacity);
    }

    public override DataViewSchema Schema => _binding.OutputSchema;

    public override long Position => _position;

    public override long Batch => _batches[CurrentSlot()];

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _ids[CurrentSlot()];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
        {
            throw RowBinding.Inactive(column);
        }
        Delegate getter = column.Index == _binding.OutputIndex
            ? _evaluation.CreateGetter(CurrentSlot)
            : _buffers[column.Index]!.CreateGetter(CurrentSlot);
        return RowBinding.As<TValue>(getter, column);
    }

    public override bool MoveNext()
    {
        if (_done)
        {
            return false;
        }
        if (_slot + 1 >= _count)
        {
            Fill();
            if (_count == 0)
            {
                // As ML.NET's own cursors do, so that a caller who forgets holds no network.
                Dispose();
                return false;
            }
        }
        _slot++;
        _position++;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_done)
        {
            _done = true;
            _position = -1;
            _slot = -1;
            _evaluation.Dispose();
            foreach (BufferedColumn? buffer in _buffers)
            {
                buffer?.Dispose();
            }
            _input.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Fill()
    {
        _slot = -1;
        _count = 0;
        try
        {
            int count = 0;
            while (count < _ids.Length && _input.MoveNext())
            {
                _evaluation.Read(count);
                _inputId(ref _ids[count]);
                _batches[count] = _input.Batch;
                foreach (BufferedColumn? buffer in _buffers)
                {
                    buffer?.Store(count);
                }
                count++;
            }
            if (count > 0)
            {
                _evaluation.Compute(count);
            }
            _count = count;
        }
        catch (Exception exception)
        {
            _binding.Function.Host.Process(exception);
            throw;
        }
    }

    private int CurrentSlot() => _slot >= 0
        ? _slot
        : throw new InvalidOperationException("There is no current row: MoveNext was not called, or returned false, or the cursor is disposed.");
}
