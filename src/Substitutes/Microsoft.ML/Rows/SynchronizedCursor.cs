namespace Microsoft.ML.Data;

/// <summary>A cursor that is at the row that its input is at.</summary>
internal abstract class SynchronizedCursor : DataViewRowCursor
{
    protected readonly DataViewRowCursor Input;

    protected SynchronizedCursor(DataViewRowCursor input) => Input = input;

    public sealed override long Position => Input.Position;

    public sealed override long Batch => Input.Batch;

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    public override bool MoveNext() => Input.MoveNext();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Input.Dispose();
        base.Dispose(disposing);
    }
}
