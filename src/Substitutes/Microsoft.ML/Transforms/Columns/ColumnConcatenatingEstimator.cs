namespace Microsoft.ML.Transforms;

/// <summary>Puts columns of one item type side by side in one vector.</summary>
public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly IHost _host;
    private readonly ColumnConcatenatingTransformer _transformer;

    internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
    {
        _host = env.Register(nameof(ColumnConcatenatingEstimator));
        _transformer = new ColumnConcatenatingTransformer(env, outputColumnName, inputColumnNames);
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        _transformer.GetOutputSchema(input.Schema);
        return _transformer;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var sources = _transformer.InputColumnNames.Select(name => inputSchema.Find(_host, name)).ToArray();
        foreach (var source in sources)
        {
            if (source.IsKey)
                throw _host.Except($"Column '{source.Name}' is key. Concatenation of keys is unsupported.");
            if (!source.ItemType.Equals(sources[0].ItemType))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", source.Name, sources[0].ItemType.ToString(), source.GetTypeString());
        }
        bool varies = sources.Any(source => source.Kind == SchemaShape.Column.VectorKind.VariableVector);
        var annotations = new List<SchemaShape.Column>();
        if (sources.All(source => source.Annotations.TryFindColumn(AnnotationKinds.IsNormalized, out _)))
            annotations.Add(AnnotationShapes.IsNormalized);
        if (!varies && sources.Any(HasNames))
            annotations.Add(AnnotationShapes.SlotNames);
        var kind = varies ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector;
        var itemType = sources[0].ItemType;
        return inputSchema.With(new SchemaShape.Column(_transformer.OutputColumnName, kind, itemType, false, new SchemaShape(annotations)));
    }

    private static bool HasNames(SchemaShape.Column source) =>
        source.Kind == SchemaShape.Column.VectorKind.Scalar || source.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out _);
}
