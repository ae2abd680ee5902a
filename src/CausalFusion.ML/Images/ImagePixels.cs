using CausalFusion.Images;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Images;

/// <summary>
/// The network's bytes of an image (row, column, channel; 1 channel gray, 3 red, green, blue) to and from ML.NET's images of four bytes a pixel.
/// </summary>
internal static class ImagePixels
{
    private const int BytesPerPixel = 4;

    /// <summary>Copies an image's colors; where it is transparent, over white.</summary>
    /// <param name="image">The image.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="pixels">Receives width × height × channels bytes.</param>
    /// <returns>False if one channel is asked for and the image is not gray.</returns>
    public static bool TryCopy(MLImage image, int channels, Span<byte> pixels)
    {
        ReadOnlySpan<byte> source = image.Pixels;
        (int red, int blue) = image.PixelFormat == MLPixelFormat.Rgba32 ? (0, 2) : (2, 0);
        for (int from = 0, to = 0; from < source.Length; from += BytesPerPixel, to += channels)
        {
            // Colors are multiplied by alpha already, so white shows through with what is left.
            int white = byte.MaxValue - source[from + 3];
            byte r = Over(source[from + red]), g = Over(source[from + 1]), b = Over(source[from + blue]);
            pixels[to] = r;
            if (channels == 3)
            {
                pixels[to + 1] = g;
                pixels[to + 2] = b;
            }
            else if (r != g || g != b)
            {
                return false;
            }

            byte Over(byte color) => (byte)Math.Min(color + white, byte.MaxValue);
        }
        return true;
    }

    /// <summary>Copies a row of a decoded image; where it is transparent, over white, and gray by the shares of ITU-R BT.601.</summary>
    /// <param name="rgba">The row: red, green and blue, multiplied by alpha, and alpha.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="pixels">Receives the row, among those of the whole image.</param>
    /// <param name="first">The place of the row's first pixel, in pixels.</param>
    /// <param name="step">How far the next ones are from it, in pixels.</param>
    public static void CopyOverWhite(ReadOnlySpan<byte> rgba, int channels, Span<byte> pixels, int first, int step)
    {
        for (int from = 0, to = first * channels; from < rgba.Length; from += BytesPerPixel, to += step * channels)
        {
            int white = byte.MaxValue - rgba[from + 3];
            int r = Math.Min(rgba[from] + white, byte.MaxValue), g = Math.Min(rgba[from + 1] + white, byte.MaxValue),
                b = Math.Min(rgba[from + 2] + white, byte.MaxValue);
            if (channels == 3)
            {
                (pixels[to], pixels[to + 1], pixels[to + 2]) = ((byte)r, (byte)g, (byte)b);
            }
            else
            {
                // In 65536ths, which sum to one, so that gray stays as it is.
                pixels[to] = (byte)(((19595 * r) + (38470 * g) + (7471 * b) + 0x8000) >> 16);
            }
        }
    }

    /// <summary>Makes an image; the caller owns it.</summary>
    /// <param name="pixels">Its bytes.</param>
    /// <param name="shape">Its size, of 1 or 3 channels.</param>
    public static MLImage ToImage(ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        byte[] bgra = new byte[shape.Height * shape.Width * BytesPerPixel];
        int last = shape.Channels - 1, middle = shape.Channels / 2;
        for (int from = 0, to = 0; to < bgra.Length; from += shape.Channels, to += BytesPerPixel)
        {
            bgra[to] = pixels[from + last];
            bgra[to + 1] = pixels[from + middle];
            bgra[to + 2] = pixels[from];
            bgra[to + 3] = byte.MaxValue;
        }
        return MLImage.CreateFromPixels(shape.Width, shape.Height, MLPixelFormat.Bgra32, bgra);
    }
}
