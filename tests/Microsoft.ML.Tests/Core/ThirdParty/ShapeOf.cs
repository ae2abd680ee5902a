using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Core.ThirdParty;

/// <summary>Schema shapes from outside ML.NET: shapes cannot be constructed, but a loader with an estimator appended has one.</summary>
internal static class ShapeOf
{
    public static SchemaShape Columns(params (string Name, DataViewType Type)[] columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var (name, type) in columns)
            builder.AddColumn(name, type);
        return Schema(builder.ToSchema());
    }

    public static SchemaShape Schema(DataViewSchema schema) => new Loader(schema).Append(new Identity()).GetOutputSchema();

    private sealed class Loader(DataViewSchema schema) : IDataLoader<object>
    {
        public DataViewSchema GetOutputSchema() => schema;

        public IDataView Load(object input) => throw new NotSupportedException();

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException();
    }

    private sealed class Identity : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => throw new NotSupportedException();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}
