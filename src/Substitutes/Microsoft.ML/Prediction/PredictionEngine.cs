namespace Microsoft.ML;

/// <inheritdoc/>
public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
    where TSrc : class
    where TDst : class, new()
{
    internal PredictionEngine(IHostEnvironment env, ITransformer transformer, bool ignoreMissingColumns, bool ownsTransformer,
        SchemaDefinition inputSchemaDefinition, SchemaDefinition outputSchemaDefinition)
        : base(env, transformer, ignoreMissingColumns, ownsTransformer, inputSchemaDefinition, outputSchemaDefinition)
    {
    }

    /// <summary>Puts the prediction for the example into an object, a new one where it is null.</summary>
    public override void Predict(TSrc example, ref TDst prediction) => Fill(example, prediction ??= new TDst());
}
