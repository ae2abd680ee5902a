namespace Microsoft.ML.Data;

/// <summary>A row whose values are the members of an object that can be exchanged.</summary>
internal sealed class ObjectRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly Delegate[] _getters;
    private TRow _current;
    private long _position = -1;

    public ObjectRow(SchemaDefinition definition)
    {
        var columns = RowColumn.Of(typeof(TRow), definition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read));
        Schema = RowColumn.SchemaOf(columns);
        _getters = RowGetters.Make(columns, [.. columns.Select(_ => true)], Current);
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => 0;

    public void Set(TRow row)
    {
        _current = row;
        _position++;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)_position, 0);

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _getters.Length;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => TypedGetter.As<TValue>(_getters[column.Index], column);

    private TRow Current() => _current ?? throw new InvalidOperationException("No object has been given to predict for.");
}
