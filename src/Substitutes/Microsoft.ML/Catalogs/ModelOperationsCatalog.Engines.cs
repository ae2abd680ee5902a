namespace Microsoft.ML;

public sealed partial class ModelOperationsCatalog
{
    /// <summary>An engine that predicts for one object at a time, and disposes the transformer with itself. It is not for several threads at once.</summary>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, bool ignoreMissingColumns = true,
        SchemaDefinition inputSchemaDefinition = null, SchemaDefinition outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new() =>
        new(_env, transformer, ignoreMissingColumns, ownsTransformer: true, inputSchemaDefinition, outputSchemaDefinition);

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new()
    {
        _env.CheckValue(options, nameof(options));
        return new(_env, transformer, options.IgnoreMissingColumns, options.OwnsTransformer, options.InputSchemaDefinition, options.OutputSchemaDefinition);
    }

    /// <summary>An engine whose input has the annotations of a schema, such as that of the training data.</summary>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new() =>
        new(_env, transformer, ignoreMissingColumns: false, ownsTransformer: true, RowColumn.DefinitionBy(typeof(TSrc), inputSchema), null);
}
