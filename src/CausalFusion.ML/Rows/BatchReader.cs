using Microsoft.ML;

namespace CausalFusion.ML.Rows;

/// <summary>
/// Reads the rows of a cursor into slots, a batch at a time: while one batch is worked on, the next is read in the background, and no more than that.
/// There are twice as many slots as a batch has rows, and batches lie in the two halves by turns.
/// </summary>
/// <param name="input">The cursor; it is taken over, and nobody else moves it.</param>
/// <param name="size">The number of rows of a batch.</param>
/// <param name="store">Keeps the cursor's current row in a slot.</param>
internal sealed class BatchReader(DataViewRowCursor input, int size, Action<int> store) : IDisposable
{
    private Task<int>? _pending;
    private int _start;
    private volatile bool _isStopped;

    /// <summary>The number of slots.</summary>
    public int Slots => 2 * size;

    /// <summary>Waits for the next batch and begins to read the one after it, into the slots of the last.</summary>
    /// <param name="cancellationToken">Ends the wait; the reading ends with the row that is being read.</param>
    /// <returns>The batch's first slot and the number of its rows, 0 after the last batch.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="Exception">Whatever went wrong while the batch was read; the same on every further call.</exception>
    public (int Start, int Count) Next(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int start = _start;
        _pending ??= Attempt(start, cancellationToken);
        int count = _pending.WaitAsync(cancellationToken).GetAwaiter().GetResult();
        cancellationToken.ThrowIfCancellationRequested();
        int next = _start = start == 0 ? size : 0;
        _pending = count == size ? Task.Run(() => Read(next, cancellationToken), CancellationToken.None) : Task.FromResult(0);
        return (start, count);
    }

    /// <summary>Stops reading ahead and closes the cursor.</summary>
    public void Dispose()
    {
        _isStopped = true;
        ((IAsyncResult?)_pending)?.AsyncWaitHandle.WaitOne();
        input.Dispose();
    }

    private Task<int> Attempt(int start, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(Read(start, cancellationToken));
        }
        catch (Exception exception)
        {
            return Task.FromException<int>(exception);
        }
    }

    private int Read(int start, CancellationToken cancellationToken)
    {
        int count = 0;
        while (count < size && !_isStopped && !cancellationToken.IsCancellationRequested && input.MoveNext())
        {
            store(start + count);
            count++;
        }
        return count;
    }
}
