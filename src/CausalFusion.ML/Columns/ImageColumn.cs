using CausalFusion.Images;
using Microsoft.ML;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Columns;

/// <summary>A column of ML.NET's images.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Shape">The size that every image must have or is brought to.</param>
/// <param name="Sizing">What is done with an image of another size.</param>
/// <param name="Role">What it is to whoever reads it, for messages.</param>
internal sealed record ImageColumn(string Name, ImageShape Shape, ImageSizing Sizing = ImageSizing.Exact, string Role = "image")
{
    /// <summary>The size wanted and how to have others taken, for messages.</summary>
    public string SizeWanted =>
        $"{Shape.Height}×{Shape.Width} pixels (height × width; with Sizing = ImageSizing.CenterCrop or Resize any image is taken)";

    /// <summary>Finds the column in a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing, of another type, or of images of another size.</exception>
    public DataViewSchema.Column Find(DataViewSchema schema)
    {
        DataViewSchema.Column column = schema.Require(Role, Name);
        if (column.Type is not ImageDataViewType type)
        {
            throw SchemaMismatch.Type(Role, Name, "Image", column.Type.ToString()!);
        }
        if (Sizing == ImageSizing.Exact && ((type.Height != 0 && type.Height != Shape.Height) || (type.Width != 0 && type.Width != Shape.Width)))
        {
            throw SchemaMismatch.Type(Role, Name, $"images of {SizeWanted}", $"{type.Height}×{type.Width}");
        }
        return column;
    }

    /// <summary>Checks the column before there is data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    public void Check(SchemaShape shape)
    {
        SchemaShape.Column column = shape.Require(Role, Name);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType is not ImageDataViewType)
        {
            throw SchemaMismatch.Type(Role, Name, "Image", column.TypeName());
        }
    }
}
