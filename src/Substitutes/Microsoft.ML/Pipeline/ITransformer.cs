namespace Microsoft.ML;

/// <summary>Turns a data view into another, lazily.</summary>
public interface ITransformer : ICanSaveModel
{
    /// <summary>Whether each output row is made of one input row, in the same order.</summary>
    bool IsRowToRowMapper { get; }

    DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    IDataView Transform(IDataView input);

    /// <summary>The transformer as a function of one row; only where <see cref="IsRowToRowMapper"/>.</summary>
    IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema);
}
