namespace Microsoft.ML;

/// <summary>A model as a function from one object to another.</summary>
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly ObjectRow<TSrc> _inputRow;
    private readonly DataViewRow _outputRow;
    private readonly Action<TDst> _fill;
    private readonly ITransformer _transformer;
    private readonly bool _ownsTransformer;
    private bool _disposed;

    private protected PredictionEngineBase(IHostEnvironment env, ITransformer transformer, bool ignoreMissingColumns, bool ownsTransformer,
        SchemaDefinition inputSchemaDefinition, SchemaDefinition outputSchemaDefinition)
    {
        env.CheckValue(transformer, nameof(transformer));
        env.CheckParam(transformer.IsRowToRowMapper, nameof(transformer), "Must be a row to row mapper");
        _transformer = transformer;
        _ownsTransformer = ownsTransformer;
        _inputRow = new ObjectRow<TSrc>(inputSchemaDefinition);
        var mapper = transformer.GetRowToRowMapper(_inputRow.Schema);
        OutputSchema = mapper.OutputSchema;
        var filler = new RowFiller<TDst>(env, OutputSchema, ignoreMissingColumns, outputSchemaDefinition);
        _outputRow = mapper.GetRow(_inputRow, OutputSchema);
        _fill = filler.Over(_outputRow);
    }

    public DataViewSchema OutputSchema { get; }

    /// <summary>A new object with the prediction for the example.</summary>
    public TDst Predict(TSrc example)
    {
        TDst prediction = null;
        Predict(example, ref prediction);
        return prediction;
    }

    public abstract void Predict(TSrc example, ref TDst prediction);

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _outputRow.Dispose();
        if (_ownsTransformer)
            (_transformer as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Fill(TSrc example, TDst prediction)
    {
        ArgumentNullException.ThrowIfNull(example);
        ObjectDisposedException.ThrowIf(_disposed, this);
        _inputRow.Set(example);
        _fill(prediction);
    }
}
