namespace Microsoft.ML.Transforms.Image;

/// <summary>What the image transforms ask of their input columns.</summary>
internal static class ImageColumns
{
    /// <summary>The column of a name, which must hold images.</summary>
    internal static SchemaShape.Column FindImage(this SchemaShape inputSchema, IExceptionContext context, string name) =>
        inputSchema.Find(context, name, new ImageDataViewType().ToString(),
            column => column.ItemType is ImageDataViewType && column.Kind == SchemaShape.Column.VectorKind.Scalar);

    internal static ImageDataViewType CheckImage(this IExceptionContext context, DataViewSchema inputSchema, int column) =>
        inputSchema[column].Type as ImageDataViewType
        ?? throw context.ExceptSchemaMismatch(nameof(inputSchema), "input", inputSchema[column].Name, new ImageDataViewType().ToString(),
            inputSchema[column].Type.ToString());
}
