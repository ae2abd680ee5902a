using CausalFusion.ML.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Tests.Rows;

/// <summary>A function of rows that tells what it is doing: the squares of a column of numbers.</summary>
/// <param name="ml">Where it runs.</param>
/// <param name="onCompute">Called with the first slot before each batch.</param>
internal sealed class Squares(MLContext ml, Action<int> onCompute) : RowFunction
{
    public const int RowsAtOnce = 3;

    public override IHost Host { get; } = ((IHostEnvironment)ml).Register("Squares");

    public override int BatchSize => RowsAtOnce;

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; } = [new("Square", NumberDataViewType.Single)];

    public override DataViewSchema.Column[] InputColumns(DataViewSchema input) => [input["Value"]];

    public override RowEvaluation Open(DataViewRow input, int capacity) =>
        new Evaluation(input.GetGetter<int>(input.Schema["Value"]), capacity, onCompute);

    private sealed class Evaluation(ValueGetter<int> getter, int capacity, Action<int> onCompute) : RowEvaluation
    {
        private readonly int[] _values = new int[capacity];
        private readonly float[] _squares = new float[capacity];

        public override void Read(int slot) => getter(ref _values[slot]);

        public override void Compute(int start, int count, IProgress<double> progress, CancellationToken cancellationToken)
        {
            onCompute(start);
            for (int slot = start; slot < start + count; slot++)
            {
                _squares[slot] = _values[slot] * _values[slot];
            }
        }

        public override Delegate CreateGetter(int output, Func<int> currentSlot) =>
            (ValueGetter<float>)((ref float value) => value = _squares[currentSlot()]);

        public override void Dispose()
        {
        }
    }
}
