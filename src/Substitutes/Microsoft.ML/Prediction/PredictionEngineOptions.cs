namespace Microsoft.ML;

/// <summary>How a prediction engine is made.</summary>
public sealed class PredictionEngineOptions
{
    /// <summary>Whether members of the output class without a column are left alone.</summary>
    public bool IgnoreMissingColumns = true;

    public SchemaDefinition InputSchemaDefinition;

    public SchemaDefinition OutputSchemaDefinition;

    /// <summary>Whether the engine disposes the transformer with itself.</summary>
    public bool OwnsTransformer = true;

    public PredictionEngineOptions()
    {
    }
}
