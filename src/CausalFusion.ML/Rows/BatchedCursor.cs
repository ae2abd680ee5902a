using CausalFusion.ML.Hosting;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Rows;

/// <summary>
/// A cursor that reads a batch of rows, computes the new columns for all of them while the next batch is read, and then serves them one by one, with
/// their ids, batch numbers and every active column as they were.
/// </summary>
internal sealed class BatchedCursor : DataViewRowCursor
{
    private readonly RowBinding _binding;
    private readonly BatchReader _reader;
    private readonly bool[] _active;
    private readonly RowEvaluation _evaluation;
    private readonly ComputationLog _log;
    private readonly BufferedColumn?[] _buffers;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _batches;
    private long _position = -1;
    private int _slot = -1, _end;
    private bool _done;

    public BatchedCursor(RowBinding binding, DataViewRowCursor input, bool[] active)
    {
        ValueGetter<DataViewRowId> id = input.GetIdGetter();
        _binding = binding;
        _active = active;
        _log = new ComputationLog(binding.Function);
        _reader = new BatchReader(input, binding.Function.BatchSize, slot =>
        {
            _evaluation!.Read(slot);
            id(ref _ids![slot]);
            _batches![slot] = input.Batch;
            foreach (BufferedColumn? buffer in _buffers!)
            {
                buffer?.Store(slot);
            }
        });
        _ids = new DataViewRowId[_reader.Slots];
        _batches = new long[_reader.Slots];
        _buffers = [.. binding.InputSchema.Select(column => active[column.Index] ? BufferedColumn.Create(input, column, _reader.Slots) : null)];
        _evaluation = binding.Function.Open(input, _reader.Slots);
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
        Delegate getter = column.Index >= _binding.FirstOutput
            ? _evaluation.CreateGetter(column.Index - _binding.FirstOutput, CurrentSlot)
            : _buffers[column.Index]!.CreateGetter(CurrentSlot);
        return RowBinding.As<TValue>(getter, column);
    }

    public override bool MoveNext()
    {
        if (_done)
        {
            return false;
        }
        if (_slot + 1 < _end)
        {
            _slot++;
        }
        else if (!Fill())
        {
            // As ML.NET's own cursors do, so that a caller who forgets holds no network.
            Dispose();
            return false;
        }
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
            _reader.Dispose();
            _evaluation.Dispose();
            _log.Dispose();
            foreach (BufferedColumn? buffer in _buffers)
            {
                buffer?.Dispose();
            }
        }
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        _slot = -1;
        _end = 0;
        return _binding.Function.Host.Marking("Transform", () =>
        {
            (int start, int count) = _reader.Next(_binding.CancellationToken);
            if (count > 0)
            {
                _log.Run(count, () => _evaluation.Compute(start, count, _log, _binding.CancellationToken));
                _slot = start;
                _end = start + count;
            }
            return count > 0;
        });
    }

    private int CurrentSlot() => _slot >= 0
        ? _slot
        : throw new InvalidOperationException(
            $"The cursor that computes column '{_binding.Function.Outputs[0].Name}' is at no row: MoveNext was not called, or returned false, "
            + "or the cursor is disposed.");
}
