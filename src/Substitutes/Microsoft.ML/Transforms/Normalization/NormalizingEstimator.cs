namespace Microsoft.ML.Transforms;

/// <summary>Brings real numbers to a common range that it learns from the data, each slot of a vector by itself.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    internal const string ExpectedType = "scalar or known-size vector of Single or Double";

    private readonly IHost _host;
    private readonly (string outputColumnName, string inputColumnName)[] _columns;
    private readonly NormalizationOptions _options;

    internal NormalizingEstimator(IHostEnvironment env, NormalizationOptions options,
        params (string outputColumnName, string inputColumnName)[] columns)
    {
        _host = env.Register(nameof(NormalizingEstimator));
        _host.CheckUserArg(columns.Length > 0, nameof(columns), "At least one column pair must be specified");
        _host.CheckUserArg(options.MaximumExampleCount > 1, "maximumExampleCount",
            $"The maximum example count is {options.MaximumExampleCount}, and must be greater than 1");
        _options = options;
        _columns = columns;
    }

    public NormalizingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        var sources = _columns.Select(pair => Check(input.Schema.Find(_host, pair.inputColumnName))).ToArray();
        using var channel = _host.Start("Normalize");
        using var cursor = input.GetRowCursor(sources);
        var statistics = sources.Select(source => ColumnStatistics.Create(_options, cursor, source)).ToArray();
        for (long rows = 0; rows < _options.MaximumExampleCount && cursor.MoveNext(); rows++)
        {
            foreach (var column in statistics)
                column.Add();
        }
        return new NormalizingTransformer(_host, _columns, [.. statistics.Select(column => column.Finish())]);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(_columns.Select(pair =>
        {
            var column = inputSchema.Find(_host, pair.inputColumnName, ExpectedType,
                c => c.Kind != SchemaShape.Column.VectorKind.VariableVector && ColumnNormalizer.CanNormalize(c.ItemType));
            var annotations = column.AnnotationsWhere(name => name == AnnotationKinds.SlotNames).Append(AnnotationShapes.IsNormalized);
            return new SchemaShape.Column(pair.outputColumnName, column.Kind, column.ItemType, column.IsKey, new SchemaShape(annotations));
        }));
    }

    private DataViewSchema.Column Check(DataViewSchema.Column column) =>
        ColumnNormalizer.CanNormalize(column.Type.ItemType()) && column.Type.ValueCount() > 0
        ? column
        : throw _host.ExceptSchemaMismatch("input", "input", column.Name, ExpectedType, column.Type.ToString());
}
