namespace Microsoft.ML.Transforms;

/// <summary>Adds columns that a function of the user's computes from each row.</summary>
public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>>
    where TSrc : class, new()
    where TDst : class, new()
{
    internal CustomMappingEstimator(IHostEnvironment env, Action<TSrc, TDst> mapAction, string contractName, SchemaDefinition inputSchemaDefinition,
        SchemaDefinition outputSchemaDefinition)
        : base(env.Register("CustomMappingEstimator"),
            new CustomMappingTransformer<TSrc, TDst>(env, mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        foreach (var wanted in RowColumn.Of(typeof(TSrc), Transformer.InputDefinition))
        {
            var shape = SchemaShape.Column.From(wanted.Name, wanted.Type, null);
            inputSchema.Find(Host, wanted.Name, wanted.Type.ToString(), found => Accepts(shape, found));
        }
        return inputSchema.With(SchemaShape.Create(Transformer.AddedSchema));
    }

    // A member for vectors of any size takes those of a known size too.
    private static bool Accepts(SchemaShape.Column wanted, SchemaShape.Column found) =>
        wanted.ItemType.Equals(found.ItemType) && wanted.IsKey == found.IsKey
        && (wanted.Kind == found.Kind
            || (wanted.Kind == SchemaShape.Column.VectorKind.VariableVector && found.Kind == SchemaShape.Column.VectorKind.Vector));
}
