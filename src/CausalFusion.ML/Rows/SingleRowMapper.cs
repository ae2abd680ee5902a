using CausalFusion.ML.Hosting;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Rows;

/// <summary>The computed columns as a function of one row, which is what a prediction engine asks for.</summary>
internal sealed class SingleRowMapper(
    RowFunction function, DataViewSchema inputSchema, CancellationToken cancellationToken = default) : IRowToRowMapper
{
    private readonly RowBinding _binding = new(function, inputSchema, cancellationToken);

    public DataViewSchema InputSchema => _binding.InputSchema;

    public DataViewSchema OutputSchema => _binding.OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        _binding.InputColumns(_binding.Activate(dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new Row(_binding, input, _binding.Activate(activeColumns));
    }

    private sealed class Row(RowBinding binding, DataViewRow input, bool[] active) : DataViewRow
    {
        private readonly RowEvaluation? _evaluation = binding.Computes(active) ? binding.Function.Open(input, capacity: 1) : null;
        private readonly ComputationLog _log = new(binding.Function);
        private readonly bool[] _served = new bool[binding.Function.Outputs.Count];
        private long? _computedAt;

        public override DataViewSchema Schema => binding.OutputSchema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
            {
                throw RowBinding.Inactive(column);
            }
            if (column.Index < binding.FirstOutput)
            {
                return input.GetGetter<TValue>(binding.InputSchema[column.Index]);
            }
            int output = column.Index - binding.FirstOutput;
            ValueGetter<TValue> computed = RowBinding.As<TValue>(_evaluation!.CreateGetter(output, static () => 0), column);
            return (ref TValue value) =>
            {
                Compute(output);
                computed(ref value);
            };
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _evaluation?.Dispose();
                _log.Dispose();
                input.Dispose();
            }
            base.Dispose(disposing);
        }

        // What is computed serves each of the columns once: whoever asks a getter again may have changed the row.
        private void Compute(int output)
        {
            if (_computedAt == input.Position && !_served[output])
            {
                _served[output] = true;
                return;
            }
            _computedAt = null;
            binding.Function.Host.Marking("Transform", () =>
            {
                binding.CancellationToken.ThrowIfCancellationRequested();
                _evaluation!.Read(0);
                _log.Run(1, () => _evaluation.Compute(0, 1, _log, binding.CancellationToken));
            });
            _served.AsSpan().Clear();
            (_computedAt, _served[output]) = (input.Position, true);
        }
    }
}
