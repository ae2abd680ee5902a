using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>Loads the files that a text column names, as images or as they are.</summary>
public sealed class ImageLoadingEstimator : TrivialEstimator<ImageLoadingTransformer>
{
    internal ImageLoadingEstimator(IHostEnvironment env, string imageFolder, bool asImages,
        params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ImageLoadingEstimator)), new ImageLoadingTransformer(env, imageFolder, asImages, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var output = Transformer.OutputType;
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            inputSchema.Find(Host, pair.inputColumnName, TextDataViewType.Instance.ToString(),
                column => column.ItemType is TextDataViewType && column.Kind == SchemaShape.Column.VectorKind.Scalar);
            return output is VectorDataViewType vector
                ? new SchemaShape.Column(pair.outputColumnName, SchemaShape.Column.VectorKind.VariableVector, vector.ItemType, false)
                : new SchemaShape.Column(pair.outputColumnName, SchemaShape.Column.VectorKind.Scalar, output, false);
        }));
    }
}
