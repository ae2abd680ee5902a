using CausalFusion.Images;
using CausalFusion.ML.Images;
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
    /// <exception cref="InvalidDataException">
    /// The image is missing, cannot be read, or has other channels, or another size than the column allows.
    /// </exception>
    public void Read(Span<byte> pixels)
    {
        if (!TryRead(pixels))
        {
            throw Unexpected($"an image of {column.Shape.Height}×{column.Shape.Width} pixels", "a missing value");
        }
    }

    /// <summary>Reads the current row's image, if there is one.</summary>
    /// <param name="pixels">Receives its bytes.</param>
    /// <returns>False where it is missing.</returns>
    /// <exception cref="InvalidDataException">The image cannot be read, or has other channels, or another size than the column allows.</exception>
    public bool TryRead(Span<byte> pixels)
    {
        ImageShape shape = column.Shape;
        if (Fetch() is not { } image)
        {
            return false;
        }
        LoadedFile? file = FileOf(image);
        ImageOrientation orientation = file?.OrientationOf(image) ?? ImageOrientation.Upright;
        (int height, int width) = orientation.IsTurned ? (image.Width, image.Height) : (image.Height, image.Width);
        bool fits = height == shape.Height && width == shape.Width;
        if (!fits && column.Sizing == ImageSizing.Exact)
        {
            throw Unexpected($"an image of {column.SizeWanted}", $"{height}×{width}{file}");
        }
        if (fits && !orientation.MovesPixels)
        {
            Copy(image, pixels, file);
            return true;
        }
        var original = new ImageShape(height, width, shape.Channels);
        byte[] colors = new byte[original.ValueCount];
        Copy(image, colors, file);
        var decoded = new DecodedImage(original, orientation.Turn(colors, image.Height, image.Width, shape.Channels));
        if (!fits)
        {
            decoded = column.Sizing == ImageSizing.CenterCrop
                ? CenterCrop.ToSize(decoded, shape.Height, shape.Width)
                : ImageResizing.Resize(decoded, shape.Height, shape.Width);
        }
        decoded.Pixels.CopyTo(pixels);
        return true;
    }

    /// <summary>Frees what was read last.</summary>
    public void Dispose() => _slot.Dispose();

    private void Copy(MLImage image, Span<byte> pixels, LoadedFile? file)
    {
        if (!ImagePixels.TryCopy(image, column.Shape.Channels, pixels))
        {
            throw Unexpected("a gray image for a network of 1 channel (ConvertToGrayscale makes that, or the network may have 3)",
                $"an image with colors, 3 channels{file}");
        }
    }

    private MLImage? Fetch()
    {
        try
        {
            return _slot.Fetch();
        }
        catch (Exception exception) when (SkiaLibrary.IsMissing(exception))
        {
            throw SkiaLibrary.Missing(exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Unreadable($"{exception.Message}{RowFileNames.Of(row)}", exception);
        }
    }

    private LoadedFile? FileOf(MLImage image)
    {
        try
        {
            return LoadedFile.Of(image);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw Unreadable(exception.Message, exception);
        }
    }

    private InvalidDataException Unreadable(string found, Exception exception) =>
        new($"Row {row.Position}, column '{column.Name}': expected an image that can be read, found: {found}", exception);

    private InvalidDataException Unexpected(string expected, string found) => SchemaMismatch.Value(row, column.Name, expected, found);
}
