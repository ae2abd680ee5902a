namespace Microsoft.ML.Transforms;

/// <summary>Replaces keys by the values that they stand for.</summary>
public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToValueMappingEstimator)), new KeyToValueMappingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            var column = inputSchema.Find(Host, pair.inputColumnName, KeyToValueMappingTransformer.ExpectedType, c => c.IsKey);
            if (!column.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, KeyToValueMappingTransformer.ExpectedType,
                    $"{column.GetTypeString()} without key values");
            var annotations = new SchemaShape(column.AnnotationsWhere(name => name == AnnotationKinds.SlotNames));
            return new SchemaShape.Column(pair.outputColumnName, column.Kind, values.ItemType, values.IsKey, annotations);
        }));
    }
}
