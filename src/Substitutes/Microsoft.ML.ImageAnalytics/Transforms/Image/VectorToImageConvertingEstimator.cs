namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes images of vectors of pixels.</summary>
public sealed partial class VectorToImageConvertingEstimator : TrivialEstimator<VectorToImageConvertingTransformer>
{
    internal const string ExpectedType = "known-size vector of Single, Double or Byte";

    internal VectorToImageConvertingEstimator(IHostEnvironment env, params ColumnOptions[] columns)
        : base(env.Register(nameof(VectorToImageConvertingEstimator)), new VectorToImageConvertingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.Columns.Select(column =>
        {
            inputSchema.Find(Host, column.InputColumnName, ExpectedType,
                found => found.Kind == SchemaShape.Column.VectorKind.Vector && !found.IsKey && IsPixelValue(found.ItemType));
            return new SchemaShape.Column(column.Name, SchemaShape.Column.VectorKind.Scalar, column.Type, false);
        }));
    }

    internal static bool IsPixelValue(DataViewType type) =>
        type.Equals(NumberDataViewType.Single) || type.Equals(NumberDataViewType.Double) || type.Equals(NumberDataViewType.Byte);
}
