using CausalFusion.Cli.Outputs;
using CausalFusion.Files;
using CausalFusion.Images;
using CausalFusion.ML;

namespace CausalFusion.Cli.Images;

/// <summary>Reads and writes image files.</summary>
internal static class ImageFiles
{
    private static readonly MLImageDecoder _decoder = new();

    /// <summary>Writes a PNG file, whole or not at all.</summary>
    public static void SavePng(string path, ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        byte[] png = PngEncoding.Encode(pixels, shape);
        OutputException.Guard(path, () => AtomicFile.Write(path, stream => stream.Write(png), png.Length));
    }

    /// <summary>Writes a sheet of images.</summary>
    /// <param name="path">The file; its folder is made if need be.</param>
    /// <param name="images">The images, row by row.</param>
    /// <param name="shape">Their size.</param>
    /// <param name="labels">The text beside each row.</param>
    /// <param name="columns">Images in a row.</param>
    public static void SaveGrid(string path, IReadOnlyList<byte[]> images, ImageShape shape, IReadOnlyList<string> labels, int columns)
    {
        var grid = new ImageGrid(labels.Count, columns, shape.Width, shape.Height, shape.Channels)
        {
            RowLabels = labels,
            Scale = Math.Max(1, 84 / shape.Width),
        };
        for (int i = 0; i < images.Count; i++)
        {
            grid.Set(i / columns, i % columns, images[i]);
        }
        OutputException.Guard(path, () => grid.Save(path));
    }

    /// <summary>Reads an image file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="channels">1 for gray, 3 for colors.</param>
    /// <exception cref="InvalidDataException">It is no image that can be read; the message names it.</exception>
    public static DecodedImage Read(string path, int channels) => ImageFileReader.Read(path, _decoder, channels, image => image);
}
