namespace Microsoft.ML.Transforms;

/// <summary>Some columns of a schema, in an order of their own.</summary>
internal sealed class ColumnSelection
{
    private readonly int[] _inputIndices;

    public ColumnSelection(DataViewSchema inputSchema, int[] inputIndices)
    {
        _inputIndices = inputIndices;
        InputSchema = inputSchema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputIndices.Select(i => new DataViewSchema.DetachedColumn(inputSchema[i])));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public DataViewSchema.Column InputOf(DataViewSchema.Column outputColumn) => InputSchema[_inputIndices[outputColumn.Index]];
}
