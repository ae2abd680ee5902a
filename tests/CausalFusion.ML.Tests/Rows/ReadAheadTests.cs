using CausalFusion.ML.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Rows;

/// <summary>Rows are read while the model runs: shown with a function that only waits and remembers.</summary>
public class ReadAheadTests
{
    private const int BatchSize = Squares.RowsAtOnce;

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

    [Fact]
    public void A_token_ends_the_wait_for_a_row_that_does_not_come()
    {
        using var isWaiting = new ManualResetEventSlim();
        using var comes = new ManualResetEventSlim();
        using var source = new CancellationTokenSource();
        IDataView input = Numbers(20, i =>
        {
            if (i == BatchSize)
            {
                isWaiting.Set();
                Assert.True(comes.Wait(_long));
            }
        });
        using DataViewRowCursor cursor = Cursor(new BatchedDataView(input, new Squares(_ml, _ => { }), source.Token));
        for (int i = 0; i < BatchSize; i++)
        {
            Assert.True(cursor.MoveNext());
        }
        Assert.True(isWaiting.Wait(_long));

        source.CancelAfter(20);

        for (int attempt = 0; attempt < 2; attempt++)
        {
            Assert.Equal(source.Token, Assert.ThrowsAny<OperationCanceledException>(() => cursor.MoveNext()).CancellationToken);
        }
        comes.Set();
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
}
