using CausalFusion.Images;
using CausalFusion.ML.Images;
using Microsoft.ML.Data;
using static TorchSharp.torch;

namespace CausalFusion.ML;

/// <summary>Between ML.NET's images, bytes of pixels, what networks generate, and PNG files.</summary>
public static class ImageConversion
{
    private const int SmallestSide = 112;

    /// <summary>Makes an image of bytes.</summary>
    /// <param name="pixels">Its bytes: row by row, pixel by pixel, channel by channel.</param>
    /// <param name="shape">Its size, of 1 channel (gray) or 3 (red, green, blue).</param>
    /// <returns>An opaque image; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The shape has other channels, or there are not as many bytes as it says.</exception>
    public static MLImage ToImage(ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        RequireChannels(shape.Channels, nameof(shape));
        return pixels.Length == shape.ValueCount
            ? ImagePixels.ToImage(pixels, shape)
            : throw new ArgumentException(
                $"Expected the {shape.ValueCount} bytes of a {shape} image (height × width × channels); found {pixels.Length}.", nameof(pixels));
    }

    /// <summary>Makes images of what a network of pixels generated.</summary>
    /// <param name="images">Values in [−1, 1], beyond which they are clamped, shape (N, C, H, W) with C 1 or 3.</param>
    /// <returns>Opaque images; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public static IReadOnlyList<MLImage> ToImages(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.shape is not [_, 1 or 3, > 0, > 0])
        {
            throw new ArgumentException(
                $"Expected images of shape (N, C, H, W) with 1 or 3 channels; found ({string.Join(", ", images.shape)}).", nameof(images));
        }
        var shape = new ImageShape((int)images.shape[2], (int)images.shape[3], (int)images.shape[1]);
        return [.. PixelConversion.ToPixels(images).Select(pixels => ImagePixels.ToImage(pixels, shape))];
    }

    /// <summary>An image's bytes: row by row, pixel by pixel, channel by channel; where it is transparent, over white.</summary>
    /// <param name="image">The image.</param>
    /// <param name="channels">1 for gray, 3 for red, green, blue.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="channels"/> is another number, or gray is asked for of an image that has colors.
    /// </exception>
    public static byte[] ToPixels(this MLImage image, int channels)
    {
        ArgumentNullException.ThrowIfNull(image);
        RequireChannels(channels, nameof(channels));
        byte[] pixels = new byte[image.Height * image.Width * channels];
        return ImagePixels.TryCopy(image, channels, pixels)
            ? pixels
            : throw new ArgumentException("Expected a gray image, as one channel was asked for; found colors.", nameof(image));
    }

    /// <summary>An image as the bytes of a PNG file; where it is transparent, over white.</summary>
    /// <param name="image">The image.</param>
    public static byte[] ToPng(this MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        byte[] gray = new byte[image.Height * image.Width];
        return ImagePixels.TryCopy(image, 1, gray)
            ? PngEncoding.Encode(gray, new ImageShape(image.Height, image.Width, 1))
            : PngEncoding.Encode(image.ToPixels(3), new ImageShape(image.Height, image.Width, 3));
    }

    /// <summary>
    /// An image as an HTML element that holds it whole, for notebooks and pages; small ones are enlarged, pixel by pixel. A Polyglot notebook that
    /// refers to the package CausalFusion.ML shows an <see cref="MLImage"/> by itself; where it does not, <c>HTML(image.ToHtml())</c> does.
    /// </summary>
    /// <param name="image">The image.</param>
    public static string ToHtml(this MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        int scale = Math.Max(1, SmallestSide / Math.Max(image.Width, image.Height));
        return ImageElement.Of(image.ToPng(), image.Width * scale, image.Height * scale);
    }

    private static void RequireChannels(int channels, string parameter)
    {
        if (channels is not (1 or 3))
        {
            throw new ArgumentException($"Expected 1 channel (gray) or 3 (red, green, blue); found {channels}.", parameter);
        }
    }
}
