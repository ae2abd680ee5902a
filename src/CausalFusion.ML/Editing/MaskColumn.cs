using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML.Columns;
using Microsoft.ML;

namespace CausalFusion.ML.Editing;

/// <summary>Where each row's mask comes from: a column of images whose white says what to generate anew, else one mask for all.</summary>
/// <param name="Name">The column's name; null for none.</param>
/// <param name="Common">The mask of rows without one of their own.</param>
/// <param name="Shape">The size of the network's images, in pixels.</param>
/// <param name="Sizing">What is done with a mask of another size: what is done with the image.</param>
internal sealed record MaskColumn(string? Name, EditMask Common, ImageShape Shape, ImageSizing Sizing)
{
    private const int Channels = 3, White = 128;

    private ImageColumn Images => new(Name!, new ImageShape(Shape.Height, Shape.Width, Channels), Sizing, "mask");

    /// <summary>Finds the column in a schema.</summary>
    /// <returns>The column, or null where none is named.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column that was named is missing or of another type.</exception>
    public DataViewSchema.Column? Find(DataViewSchema schema) => Name is null ? null : Images.Find(schema);

    /// <summary>Checks the column before there is data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column that was named is missing or of another type.</exception>
    public void Check(SchemaShape shape)
    {
        if (Name is not null)
        {
            Images.Check(shape);
        }
    }

    /// <summary>Begins to read the masks of a row that moves.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column in its schema that <see cref="Find"/> found.</param>
    public Reader Open(DataViewRow row, DataViewSchema.Column? column) => new(this, column is { } found ? new ImageReader(Images, row, found) : null);

    /// <summary>Reads masks.</summary>
    internal sealed class Reader(MaskColumn column, ImageReader? images) : IDisposable
    {
        private readonly byte[] _pixels = new byte[column.Shape.Height * column.Shape.Width * Channels];

        /// <summary>
        /// The current row's mask: a token is marked if any of its pixels is nearer to white than to black; the common mask where it is missing.
        /// </summary>
        public EditMask Read()
        {
            if (images is null || !images.TryRead(_pixels))
            {
                return column.Common;
            }
            (int height, int width) = (column.Shape.Height, column.Shape.Width);
            bool[,] marked = new bool[height, width];
            for (int i = 0; i < height * width; i++)
            {
                int at = i * Channels;
                marked[i / width, i % width] = _pixels[at] + _pixels[at + 1] + _pixels[at + 2] >= White * Channels;
            }
            return EditMask.FromPixels(marked, column.Common.Grid);
        }

        /// <summary>Frees what was read last.</summary>
        public void Dispose() => images?.Dispose();
    }
}
