using CausalFusion.Images;
using CausalFusion.ML.Images;
using Microsoft.ML.Data;

namespace CausalFusion.ML;

/// <summary>Decodes image files as ML.NET does. Thread-safe.</summary>
/// <remarks>What is transparent shows white. Colors become gray by 0.299 red + 0.587 green + 0.114 blue.</remarks>
public sealed class MLImageDecoder : IImageDecoder
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="channels"/> is neither 1 nor 3.</exception>
    public DecodedImage Decode(Stream file, int channels)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "expected 1 channel (gray) or 3 (red, green, blue).");
        }
        using MLImage image = Open(file);
        var color = new ImageShape(image.Height, image.Width, 3);
        byte[] pixels = new byte[color.ValueCount];
        ImagePixels.TryCopy(image, 3, pixels);
        return channels == 3 ? new DecodedImage(color, pixels) : new DecodedImage(new ImageShape(image.Height, image.Width, 1), Gray(pixels));
    }

    private static MLImage Open(Stream file)
    {
        try
        {
            return MLImage.CreateFromStream(file);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidDataException)
        {
            throw new InvalidDataException($"expected an image that can be read, found: {exception.Message}", exception);
        }
    }

    private static byte[] Gray(byte[] colors)
    {
        byte[] gray = new byte[colors.Length / 3];
        for (int i = 0; i < gray.Length; i++)
        {
            // In sixteenths of bits; the three shares sum to one, so that gray stays as it is.
            gray[i] = (byte)(((19595 * colors[3 * i]) + (38470 * colors[(3 * i) + 1]) + (7471 * colors[(3 * i) + 2]) + 0x8000) >> 16);
        }
        return gray;
    }
}
