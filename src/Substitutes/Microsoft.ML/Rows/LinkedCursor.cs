namespace Microsoft.ML.Data;

/// <summary>A cursor that serves some of another's rows, in its order, with the same columns.</summary>
internal abstract class LinkedCursor : RootCursor
{
    protected readonly DataViewRowCursor Input;

    private readonly bool[] _active;

    protected LinkedCursor(DataViewRowCursor input, DataViewSchema schema, bool[] active)
    {
        Input = input;
        Schema = schema;
        _active = active;
    }

    public sealed override DataViewSchema Schema { get; }

    public sealed override long Batch => Input.Batch;

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    public sealed override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public sealed override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        IsColumnActive(column) ? Input.GetGetter<TValue>(column) : throw TypedGetter.Inactive(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Input.Dispose();
        base.Dispose(disposing);
    }
}
