using System.Globalization;

namespace CausalFusion.ML.Images;

/// <summary>A PNG file as an HTML element that holds it whole.</summary>
internal static class ImageElement
{
    /// <summary>The element.</summary>
    /// <param name="png">The file.</param>
    /// <param name="width">The width to show it in, in pixels.</param>
    /// <param name="height">The height to show it in, in pixels.</param>
    public static string Of(byte[] png, int width, int height) => string.Create(
        CultureInfo.InvariantCulture,
        $"<img src=\"{Source(png)}\" width=\"{width}\" height=\"{height}\" style=\"image-rendering: pixelated\" alt=\"image\">");

    /// <summary>The file as the address of an image.</summary>
    public static string Source(byte[] png) => $"data:image/png;base64,{Convert.ToBase64String(png)}";
}
