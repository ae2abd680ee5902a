namespace Microsoft.ML.Transforms;

/// <summary>Keeps columns and drops the others.</summary>
public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(IHostEnvironment env, string[] columnNames, bool drops, bool keepHidden)
        : base(env.Register(nameof(ColumnSelectingEstimator)), new ColumnSelectingTransformer(env, columnNames, drops, keepHidden))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        Transformer.CheckPresent(nameof(inputSchema), inputSchema.Select(column => column.Name));
        return new SchemaShape(Transformer.Select(inputSchema.Select(column => column.Name)).Select(i => inputSchema[i]));
    }
}
