using CausalFusion.Cli.Outputs;
using CausalFusion.Files;
using CausalFusion.Images;
using CausalFusion.ML;

namespace CausalFusion.Cli.Images;

/// <summary>Writes image files.</summary>
internal static class ImageFiles
{
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
}
