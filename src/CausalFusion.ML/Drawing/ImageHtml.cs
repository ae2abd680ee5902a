using System.Globalization;
using CausalFusion.ML.Images;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Drawing;

/// <summary>
/// Pictures as HTML elements that hold them whole, for notebooks and pages. A Polyglot notebook that refers to the package CausalFusion.ML shows an <see cref="MLImage"/> and
/// an <see cref="ImageGrid"/> by itself; where it does not, <c>HTML(image.ToHtml())</c> does.
/// </summary>
public static class ImageHtml
{
    private const int SmallestSide = 112;

    /// <summary>An image as an element; small ones are enlarged, pixel by pixel.</summary>
    /// <param name="image">The image.</param>
    public static string ToHtml(this MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        int scale = Math.Max(1, SmallestSide / Math.Max(image.Width, image.Height));
        return Element(image.ToPng(), image.Width * scale, image.Height * scale);
    }

    /// <summary>A sheet of images as an element.</summary>
    /// <param name="grid">The sheet.</param>
    public static string ToHtml(this ImageGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        using MLImage image = grid.ToImage();
        return Element(image.ToPng(), image.Width, image.Height);
    }

    private static string Element(byte[] png, int width, int height) => string.Create(
        CultureInfo.InvariantCulture,
        $"<img src=\"data:image/png;base64,{Convert.ToBase64String(png)}\" width=\"{width}\" height=\"{height}\" style=\"image-rendering: pixelated\" alt=\"image\">");
}
