using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Transforms;

/// <summary>Shapes of schemas, had the way that code outside ML.NET can have them: from a loader with an estimator behind it.</summary>
internal static class Shapes
{
    /// <summary>What an estimator makes of a schema's shape.</summary>
    public static SchemaShape Of(DataViewSchema schema, IEstimator<ITransformer> estimator) =>
        new SchemaLoader(schema).Append(estimator).GetOutputSchema();

    public static SchemaShape.Column Find(this SchemaShape shape, string name) => shape.Single(column => column.Name == name);

    public static bool Has(this SchemaShape.Column column, string annotation) => column.Annotations.Any(a => a.Name == annotation);

    private sealed class SchemaLoader(DataViewSchema schema) : IDataLoader<IMultiStreamSource>
    {
        public DataViewSchema GetOutputSchema() => schema;

        public IDataView Load(IMultiStreamSource input) => throw new NotSupportedException("There is a schema and no data.");

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException("There is a schema and no data.");
    }
}
