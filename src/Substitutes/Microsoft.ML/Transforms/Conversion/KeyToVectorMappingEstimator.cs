namespace Microsoft.ML.Transforms;

/// <summary>Makes indicator vectors of keys.</summary>
public sealed class KeyToVectorMappingEstimator : TrivialEstimator<KeyToVectorMappingTransformer>
{
    internal KeyToVectorMappingEstimator(IHostEnvironment env, bool outputCountVector,
        params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToVectorMappingEstimator)), new KeyToVectorMappingTransformer(env, outputCountVector, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            var column = inputSchema.Find(Host, pair.inputColumnName, KeyToVectorMappingTransformer.ExpectedType, c => c.IsKey);
            var annotations = new List<SchemaShape.Column>();
            if (column.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values) && values.ItemType is TextDataViewType
                && (column.Kind != SchemaShape.Column.VectorKind.VariableVector || Transformer.OutputCountVector))
            {
                annotations.Add(AnnotationShapes.SlotNames);
            }
            if (!Transformer.OutputCountVector || column.Kind == SchemaShape.Column.VectorKind.Scalar)
                annotations.Add(AnnotationShapes.IsNormalized);
            var kind = column.Kind == SchemaShape.Column.VectorKind.VariableVector && !Transformer.OutputCountVector
                ? SchemaShape.Column.VectorKind.VariableVector
                : SchemaShape.Column.VectorKind.Vector;
            return new SchemaShape.Column(pair.outputColumnName, kind, NumberDataViewType.Single, false, new SchemaShape(annotations));
        }));
    }
}
