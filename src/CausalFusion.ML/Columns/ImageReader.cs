using CausalFusion.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Columns;

/// <summary>Reads the images of a row that moves as bytes of the network's shape.</summary>
/// <param name="column">What is expected.</param>
/// <param name="row">The row.</param>
/// <param name="source">The column in the row's schema.</param>
internal sealed class ImageReader(ImageColumn column, DataViewRow row, DataViewSchema.Column source) : IDisposable
{
    private readonly ImageSlot _slot = new(row.GetGetter<MLImage>(source));

    /// <summary>Reads the current row's image.</summary>
    /// <param name="pixels">Receives its bytes: row by row, pixel by pixel, channel by channel.</param>
    /// <exception cref="InvalidDataException">The image is missing, cannot be read, or has another size or other channels.</exception>
    public void Read(Span<byte> pixels)
    {
        ImageShape shape = column.Shape;
        MLImage image = Fetch() ?? throw Unexpected($"an image of {shape.Height}×{shape.Width} pixels", "a missing value");
        if (image.Height != shape.Height || image.Width != shape.Width)
        {
            throw Unexpected($"an image of {shape.Height}×{shape.Width} pixels (height × width; ResizeImages makes that)", $"{image.Height}×{image.Width}");
        }
        if (!ImagePixels.TryCopy(image, shape.Channels, pixels))
        {
            throw Unexpected("a grey image for a network of 1 channel (ConvertToGrayscale makes that, or the network may have 3)", "an image with colours, 3 channels");
        }
    }

    /// <summary>Frees what was read last.</summary>
    public void Dispose() => _slot.Dispose();

    private MLImage? Fetch()
    {
        try
        {
            return _slot.Fetch();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new InvalidDataException($"Row {row.Position}, column '{column.Name}': expected an image that can be read, found: {exception.Message}", exception);
        }
    }

    private InvalidDataException Unexpected(string expected, string found) =>
        new($"Row {row.Position}, column '{column.Name}': expected {expected}, found {found}.");
}
