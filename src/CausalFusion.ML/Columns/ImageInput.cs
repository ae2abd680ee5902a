using CausalFusion.Images;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Columns;

/// <summary>A column of images that a network reads: ML.NET's images, or vectors of pixels.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Shape">The size of the network's images.</param>
/// <param name="Sizing">What is done with an image of another size.</param>
/// <param name="Format">How vectors hold pixels.</param>
internal sealed record ImageInput(string Name, ImageShape Shape, ImageSizing Sizing, PixelVectorFormat Format)
{
    private const string Role = "image";

    private ImageColumn Images => new(Name, Shape, Sizing, Role);

    private string Expected => $"Image or Vector<Single, {Shape.ValueCount}>";

    /// <summary>Finds the column in a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing, of another type, or of images or vectors of another size.</exception>
    public DataViewSchema.Column Find(DataViewSchema schema)
    {
        DataViewSchema.Column column = schema.Require(Role, Name);
        if (column.Type is ImageDataViewType)
        {
            return Images.Find(schema);
        }
        return column.Type is VectorDataViewType vector && PixelVectorReader.CanRead(vector.ItemType)
            && (!vector.IsKnownSize || vector.Size == Shape.ValueCount)
            ? column
            : throw SchemaMismatch.Type(Role, Name, Expected, column.Type.ToString()!);
    }

    /// <summary>Checks the column before there is data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    public void Check(SchemaShape shape)
    {
        SchemaShape.Column column = shape.Require(Role, Name);
        bool isVector = column.Kind != SchemaShape.Column.VectorKind.Scalar;
        if (isVector ? !PixelVectorReader.CanRead(column.ItemType) || column.IsKey : column.ItemType is not ImageDataViewType)
        {
            throw SchemaMismatch.Type(Role, Name, Expected, column.TypeName());
        }
    }

    /// <summary>Checks how images are brought to the network's size, and how vectors hold them.</summary>
    /// <exception cref="ArgumentException">A value is missing or not defined.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(Sizing))
        {
            throw new ArgumentException($"Sizing must be one of {string.Join(", ", Enum.GetNames<ImageSizing>())}; found {Sizing}.");
        }
        ArgumentNullException.ThrowIfNull(Format, "InputFormat");
        Format.Validate("InputFormat");
    }

    /// <summary>Begins to read the column.</summary>
    /// <param name="row">The row that moves.</param>
    /// <param name="column">The column in its schema.</param>
    public IImageValues Open(DataViewRow row, DataViewSchema.Column column) => column.Type is ImageDataViewType
        ? new ImageValues(new ImageReader(Images, row, column), Shape)
        : PixelVectorReader.Create(this, row, column);

    private sealed class ImageValues(ImageReader reader, ImageShape shape) : IImageValues
    {
        private readonly byte[] _pixels = new byte[shape.ValueCount];

        public void Read(Span<float> values)
        {
            reader.Read(_pixels);
            PixelConversion.ToValues(_pixels, shape, values);
        }

        public void Read(Span<byte> pixels) => reader.Read(pixels);

        public void Dispose() => reader.Dispose();
    }
}

/// <summary>Reads the images of a row that moves, as the values that a network sees or as bytes.</summary>
internal interface IImageValues : IDisposable
{
    /// <summary>Reads the current row's image.</summary>
    /// <param name="values">Receives its values in [−1, 1], (C, H, W).</param>
    /// <exception cref="InvalidDataException">The image is missing or not as expected.</exception>
    void Read(Span<float> values);

    /// <summary>Reads the current row's image.</summary>
    /// <param name="pixels">Receives its bytes, (H, W, C); numbers between two of them go to the nearer.</param>
    /// <exception cref="InvalidDataException">The image is missing or not as expected.</exception>
    void Read(Span<byte> pixels);
}
