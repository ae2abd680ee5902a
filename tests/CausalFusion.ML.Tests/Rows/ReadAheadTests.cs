using CausalFusion.ML.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Tests.Rows;

/// <summary>Rows are read while the model runs: shown with a function that only waits and remembers.</summary>
public class ReadAheadTests
{
    private const int BatchSize = 3;

    private static readonly TimeSpan _long = TimeSpan.FromSeconds(30);

    private readonly MLContext _ml = new();

    [Fact]
    public void The_next_batch_is_read_while_the_model_runs()
    {
        using var secondBatch = new ManualResetEventSlim();
        IDataView input = Numbers(8, i =>
        {
            if (i == (2 * BatchSize) - 1)
            {
                secondBatch.Set();
            }
        });
        bool wasRead = false;
        var function = new Squares(_ml, start => wasRead |= start == 0 && secondBatch.Wait(_long));

        Assert.Equal(Enumerable.Range(0, 8).Select(i => (float)(i * i)), new BatchedDataView(input, function).GetColumn<float>("Square"));
        Assert.True(wasRead);
    }

    [Fact]
    public void Nothing_is_read_beyond_the_batch_after_the_one_that_is_served()
    {
        int read = 0;
        using DataViewRowCursor cursor = Cursor(new BatchedDataView(Numbers(100, _ => Interlocked.Increment(ref read)), new Squares(_ml, _ => { })));
        Assert.True(cursor.MoveNext());
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref read) == 2 * BatchSize, _long));
        Thread.Sleep(50);
        Assert.Equal(2 * BatchSize, Volatile.Read(ref read));
    }

    [Theory]
    [InlineData(typeof(InvalidDataException))]
    [InlineData(typeof(OperationCanceledException))]
    public void What_goes_wrong_while_reading_ahead_comes_out_of_the_MoveNext_that_needs_the_row_and_of_every_later_one(Type type)
    {
        IDataView input = Numbers(20, i =>
        {
            if (i == BatchSize + 1)
            {
                throw (Exception)Activator.CreateInstance(type, "row 4")!;
            }
        });
        using DataViewRowCursor cursor = Cursor(new BatchedDataView(input, new Squares(_ml, _ => { })));
        for (int i = 0; i < BatchSize; i++)
        {
            Assert.True(cursor.MoveNext());
        }
        for (int attempt = 0; attempt < 2; attempt++)
        {
            Exception exception = Assert.Throws(type, () => cursor.MoveNext());
            Assert.Equal("row 4", exception.Message);
        }
    }

    [Fact]
    public void Disposing_a_cursor_stops_the_reading_and_waits_for_it()
    {
        using var isReading = new ManualResetEventSlim();
        int read = 0, readWhenDisposed = 0;
        IDataView input = Numbers(1000, i =>
        {
            if (i == BatchSize)
            {
                isReading.Set();
                Thread.Sleep(100);
            }
            Interlocked.Increment(ref read);
        });
        using (DataViewRowCursor cursor = Cursor(new BatchedDataView(input, new Squares(_ml, _ => { }))))
        {
            Assert.True(cursor.MoveNext());
            Assert.True(isReading.Wait(_long));
        }
        readWhenDisposed = Volatile.Read(ref read);
        Thread.Sleep(100);
        Assert.Equal(readWhenDisposed, Volatile.Read(ref read));
        Assert.InRange(readWhenDisposed, BatchSize, BatchSize + 1);
    }

    private static DataViewRowCursor Cursor(BatchedDataView view) => view.GetRowCursor([view.Schema["Square"]]);

    private IDataView Numbers(int count, Action<int> onRead) => _ml.Data.LoadFromEnumerable(Enumerate(count, onRead));

    private static IEnumerable<Number> Enumerate(int count, Action<int> onRead)
    {
        for (int i = 0; i < count; i++)
        {
            onRead(i);
            yield return new Number { Value = i };
        }
    }

    private sealed class Number
    {
        public int Value { get; set; }
    }

    private sealed class Squares(MLContext ml, Action<int> onCompute) : RowFunction
    {
        public override IHost Host { get; } = ((IHostEnvironment)ml).Register("Squares");

        public override int BatchSize => ReadAheadTests.BatchSize;

        public override DataViewSchema.DetachedColumn Output { get; } = new("Square", NumberDataViewType.Single);

        public override DataViewSchema.Column[] InputColumns(DataViewSchema input) => [input["Value"]];

        public override RowEvaluation Open(DataViewRow input, int capacity) => new Evaluation(input.GetGetter<int>(input.Schema["Value"]), capacity, onCompute);

        private sealed class Evaluation(ValueGetter<int> getter, int capacity, Action<int> onCompute) : RowEvaluation
        {
            private readonly int[] _values = new int[capacity];
            private readonly float[] _squares = new float[capacity];

            public override void Read(int slot) => getter(ref _values[slot]);

            public override void Compute(int start, int count)
            {
                onCompute(start);
                for (int slot = start; slot < start + count; slot++)
                {
                    _squares[slot] = _values[slot] * _values[slot];
                }
            }

            public override Delegate CreateGetter(Func<int> currentSlot) => (ValueGetter<float>)((ref float value) => value = _squares[currentSlot()]);

            public override void Dispose()
            {
            }
        }
    }
}
