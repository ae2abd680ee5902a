namespace Microsoft.ML.Transforms.Image;

/// <summary>Brings images to one size.</summary>
public sealed partial class ImageResizingEstimator : TrivialEstimator<ImageResizingTransformer>
{
    internal ImageResizingEstimator(IHostEnvironment env, params ColumnOptions[] columns)
        : base(env.Register(nameof(ImageResizingEstimator)), new ImageResizingTransformer(env, columns))
    {
    }

    /// <summary>What happens where the aspect ratios differ.</summary>
    public enum ResizingKind : byte
    {
        /// <summary>The whole image is kept, with borders.</summary>
        IsoPad = 0,

        /// <summary>The whole target is filled, and what hangs over is cut.</summary>
        IsoCrop = 1,

        /// <summary>The aspect ratio is ignored.</summary>
        Fill = 2,
    }

    /// <summary>Which side of the image a crop keeps.</summary>
    public enum Anchor : byte
    {
        Right = 0,
        Left = 1,
        Top = 2,
        Bottom = 3,
        Center = 4,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.Columns.Select(column =>
        {
            inputSchema.FindImage(Host, column.InputColumnName);
            return new SchemaShape.Column(column.Name, SchemaShape.Column.VectorKind.Scalar, column.Type, false);
        }));
    }
}
