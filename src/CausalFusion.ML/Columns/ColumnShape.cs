using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Columns;

/// <summary>Makes the shapes of schemas, whose columns have no public constructor.</summary>
internal static class ColumnShape
{
    /// <summary>The shape with a column replaced, or added where it is new.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="type">The column's type.</param>
    /// <param name="annotations">The column's annotations.</param>
    public static SchemaShape With(this SchemaShape shape, string name, DataViewType type, DataViewSchema.Annotations? annotations = null)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(name, type, annotations);
        SchemaShape added = new Columns(builder.ToSchema()).Append(new Identity()).GetOutputSchema();
        return new SchemaShape(shape.Where(column => column.Name != name).Concat(added));
    }

    // The public way to a shape: a loader that states a schema, with an estimator after it that changes nothing.
    private sealed class Columns(DataViewSchema schema) : IDataLoader<string>
    {
        public DataViewSchema GetOutputSchema() => schema;

        public IDataView Load(string input) => throw new NotSupportedException("There is only a schema here.");

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException("There is only a schema here.");
    }

    private sealed class Identity : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => throw new NotSupportedException("There is only a schema here.");

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}
