namespace Microsoft.ML.Tests.Trainers;

/// <summary>An estimator that changes nothing and remembers the schema that it was promised.</summary>
internal sealed class ShapeProbe(MLContext ml) : IEstimator<ITransformer>
{
    public SchemaShape? Seen { get; private set; }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Seen = inputSchema;

    public ITransformer Fit(IDataView input) => ml.Transforms.CopyColumns(input.Schema[0].Name, input.Schema[0].Name).Fit(input);
}
