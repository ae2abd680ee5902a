using CausalFusion.Images;
using CausalFusion.ML.Images;
using CausalFusion.ML.Pictures;
using Microsoft.ML.Data;

namespace CausalFusion.ML;

/// <summary>A labeled sheet of small images of one size, in rows and columns. A place that was given no image stays empty.</summary>
/// <remarks>Polyglot notebooks show one as a picture.</remarks>
[TypeFormatterSource(typeof(ImageGridFormatters))]
public sealed class ImageGrid
{
    // The space around text, in pixels of the label's scale.
    private const int TextMargin = 4;

    private static readonly Rgb _vacant = new(236, 238, 241);

    private readonly byte[]?[,] _images;
    private readonly int _imageWidth, _imageHeight, _channels;

    /// <summary>Lays out a sheet.</summary>
    /// <param name="rows">Rows of images, at least 1.</param>
    /// <param name="columns">Images in a row, at least 1.</param>
    /// <param name="imageWidth">Width of an image in pixels, at least 1.</param>
    /// <param name="imageHeight">Height of an image in pixels, at least 1.</param>
    /// <param name="channels">1 for gray images, 3 for red, green and blue.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public ImageGrid(int rows, int columns, int imageWidth, int imageHeight, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageHeight, 1);
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "An image has 1 channel (gray) or 3 (red, green, blue).");
        _images = new byte[rows, columns][];
        (_imageWidth, _imageHeight, _channels) = (imageWidth, imageHeight, channels);
    }

    /// <summary>Rows of images.</summary>
    public int Rows => _images.GetLength(0);

    /// <summary>Images in a row.</summary>
    public int Columns => _images.GetLength(1);

    /// <summary>The width and height in the sheet of one pixel of an image. Default: 3.</summary>
    public int Scale { get; init; } = 3;

    /// <summary>The width in pixels of the gap between neighboring images. Default: 4.</summary>
    public int Padding { get; init; } = 4;

    /// <summary>The width in pixels of the smallest stroke of the labels; the title's is half as much again. Default: 2.</summary>
    public int TextScale { get; init; } = 2;

    /// <summary>The line above the images; none when empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>The text to the left of each row, from the top; missing ones are empty.</summary>
    public IReadOnlyList<string> RowLabels { get; init; } = [];

    /// <summary>The text above each column, from the left; missing ones are empty, and one that is too wide for its column is cut.</summary>
    public IReadOnlyList<string> ColumnLabels { get; init; } = [];

    /// <summary>Puts an image in its place.</summary>
    /// <param name="row">The row, from 0 at the top.</param>
    /// <param name="column">The column, from 0 at the left.</param>
    /// <param name="pixels">The image's bytes, (H, W, C).</param>
    /// <exception cref="ArgumentException">The image has another number of bytes than the sheet's images.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or column.</exception>
    public void Set(int row, int column, ReadOnlySpan<byte> pixels)
    {
        int expected = _imageWidth * _imageHeight * _channels;
        if (pixels.Length != expected)
        {
            string size = $"{_imageWidth}×{_imageHeight} pixels and {_channels} channels";
            throw new ArgumentException($"An image of {size} has {expected} bytes; found {pixels.Length}.", nameof(pixels));
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
        _images[row, column] = pixels.ToArray();
    }

    /// <summary>Puts an image in its place.</summary>
    /// <param name="row">The row, from 0 at the top.</param>
    /// <param name="column">The column, from 0 at the left.</param>
    /// <param name="image">The image, which the sheet copies.</param>
    /// <exception cref="ArgumentException">The image has another size than the sheet's images, or colors where they are gray.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or column.</exception>
    public void Set(int row, int column, MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Width != _imageWidth || image.Height != _imageHeight)
        {
            throw new ArgumentException(
                $"Expected an image of {_imageWidth}×{_imageHeight} pixels; found {image.Width}×{image.Height}.", nameof(image));
        }
        Set(row, column, image.ToPixels(_channels));
    }

    /// <summary>Draws the sheet.</summary>
    /// <returns>An opaque picture; the caller disposes it.</returns>
    public MLImage ToImage() => Render().ToImage();

    /// <summary>Draws the sheet as the bytes of a PNG file.</summary>
    public byte[] ToPng()
    {
        using MLImage image = ToImage();
        return image.ToPng();
    }

    /// <summary>Draws the sheet as an HTML element that holds it whole, for notebooks and pages.</summary>
    public string ToHtml()
    {
        using MLImage image = ToImage();
        return ImageElement.Of(image.ToPng(), image.Width, image.Height);
    }

    /// <summary>
    /// The sheet's images as an HTML element that shows one of them, and two sliders that choose its row and its column. Where scripts do not run,
    /// the first image stays.
    /// </summary>
    /// <param name="rowName">What the rows are, beside their slider.</param>
    /// <param name="columnName">What the columns are, beside theirs.</param>
    public string ToSliderHtml(string rowName, string columnName)
    {
        ArgumentNullException.ThrowIfNull(rowName);
        ArgumentNullException.ThrowIfNull(columnName);
        return SliderHtml.Of(this, rowName, columnName);
    }

    /// <summary>One image of the sheet as the bytes of a PNG file; null where its place is empty.</summary>
    internal byte[]? PngOf(int row, int column) =>
        _images[row, column] is { } pixels ? PngEncoding.Encode(pixels, new ImageShape(_imageHeight, _imageWidth, _channels)) : null;

    internal PixelCanvas Render()
    {
        int margin = TextMargin * TextScale, lineHeight = BitmapFont.GlyphHeight * TextScale, titleScale = TextScale + TextScale / 2;
        int cellWidth = _imageWidth * Scale, cellHeight = _imageHeight * Scale;
        int labelWidth = RowLabels.Count == 0 ? 0 : RowLabels.Max(label => BitmapFont.Measure(label, TextScale)) + margin;
        int titleHeight = Title.Length == 0 ? 0 : BitmapFont.GlyphHeight * titleScale + margin;
        int left = margin + labelWidth, top = margin + titleHeight + (ColumnLabels.Count == 0 ? 0 : lineHeight + margin);
        int gridWidth = Columns * (cellWidth + Padding) - Padding, gridHeight = Rows * (cellHeight + Padding) - Padding;

        int width = Math.Max(left + gridWidth, margin + BitmapFont.Measure(Title, titleScale)) + margin;
        var canvas = new PixelCanvas(width, top + gridHeight + margin, Rgb.White);
        canvas.DrawText(Title, margin, margin, titleScale, Rgb.Ink);
        for (int column = 0; column < Math.Min(Columns, ColumnLabels.Count); column++)
        {
            int characters = (cellWidth + TextScale) / (BitmapFont.Advance * TextScale);
            string label = ColumnLabels[column].Length <= characters ? ColumnLabels[column] : ColumnLabels[column][..characters];
            int indent = (cellWidth - BitmapFont.Measure(label, TextScale)) / 2;
            canvas.DrawText(label, left + column * (cellWidth + Padding) + indent, top - lineHeight - margin / 2, TextScale, Rgb.Ink);
        }
        for (int row = 0; row < Rows; row++)
        {
            int y = top + row * (cellHeight + Padding);
            string label = row < RowLabels.Count ? RowLabels[row] : "";
            int labelTop = y + (cellHeight - BitmapFont.CapitalHeight * TextScale) / 2;
            canvas.DrawText(label, left - margin - BitmapFont.Measure(label, TextScale), labelTop, TextScale, Rgb.Ink);
            for (int column = 0; column < Columns; column++)
            {
                int x = left + column * (cellWidth + Padding);
                if (_images[row, column] is { } pixels) canvas.DrawImage(pixels, _imageWidth, _channels, x, y, Scale);
                else canvas.Fill(x, y, cellWidth, cellHeight, _vacant);
            }
        }
        return canvas;
    }

    /// <summary>
    /// Draws the sheet and writes it over a file of that name, in the format that the extension names; makes the folder if need be.
    /// </summary>
    /// <param name="path">The file.</param>
    public void Save(string path) => Render().Save(path);
}
