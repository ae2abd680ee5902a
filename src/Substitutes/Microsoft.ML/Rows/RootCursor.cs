namespace Microsoft.ML.Data;

/// <summary>A cursor that counts its own rows. It disposes itself when it has passed the last.</summary>
internal abstract class RootCursor : DataViewRowCursor
{
    private long _position = -1;
    private bool _done;

    public sealed override long Position => _position;

    public sealed override bool MoveNext()
    {
        if (_done)
            return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }
        Dispose();
        return false;
    }

    /// <summary>Throws unless the cursor is at a row.</summary>
    protected void CheckAtRow()
    {
        if (_position < 0)
            throw new InvalidOperationException("Values cannot be fetched at this time. This method was called either before the first call to MoveNext, " +
                "or at any point after MoveNext returned false.");
    }

    protected abstract bool MoveNextCore();

    protected override void Dispose(bool disposing)
    {
        _done = true;
        _position = -1;
        base.Dispose(disposing);
    }
}
