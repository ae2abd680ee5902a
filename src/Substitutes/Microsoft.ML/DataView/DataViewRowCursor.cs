namespace Microsoft.ML;

/// <summary>A row that moves: before the first at the beginning, and on to the next with each <see cref="MoveNext"/>.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    protected DataViewRowCursor()
    {
    }

    public abstract bool MoveNext();
}
