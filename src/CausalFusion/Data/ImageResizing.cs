namespace CausalFusion.Data;

/// <summary>
/// Resizes images of bytes as Pillow does, bit for bit: along rows, then along columns, each in fixed point with 22 fraction bits, rounded to bytes in between;
/// where the image shrinks, the filter is stretched to cover every pixel.
/// </summary>
public static class ImageResizing
{
    private const int FractionBits = 22;

    /// <summary>Resizes an image by a bicubic filter (a = −1/2), whatever becomes of the ratio of its sides.</summary>
    /// <param name="image">The image.</param>
    /// <param name="height">The height wanted, at least 1.</param>
    /// <param name="width">The width wanted, at least 1.</param>
    /// <returns>A new image.</returns>
    /// <exception cref="ArgumentException">The image has another number of bytes than its shape says, or a side wanted is below 1.</exception>
    public static DecodedImage Resize(DecodedImage image, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        RequirePixels(image);
        return Resize(image, height, width, ResamplingFilter.Bicubic);
    }

    /// <summary>Checks that an image has the bytes that its shape says.</summary>
    internal static void RequirePixels(DecodedImage image)
    {
        if (image.Shape.ByteCount == 0 || image.Pixels.Length != image.Shape.ByteCount)
        {
            throw new ArgumentException($"expected the {image.Shape.ByteCount} bytes of a {image.Shape} image, found {image.Pixels.Length}.", nameof(image));
        }
    }

    /// <summary>Resizes an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="height">The height wanted.</param>
    /// <param name="width">The width wanted.</param>
    /// <param name="filter">How pixels are averaged.</param>
    internal static DecodedImage Resize(DecodedImage image, int height, int width, ResamplingFilter filter)
    {
        ImageShape shape = image.Shape;
        byte[] pixels = image.Pixels;
        int channels = shape.Channels;
        if (width != shape.Width)
        {
            byte[] narrowed = new byte[new ImageShape(shape.Height, width, channels).ByteCount];
            Taps[] taps = TapsOf(shape.Width, width, filter);
            for (int row = 0; row < shape.Height; row++)
            {
                ReadOnlySpan<byte> source = pixels.AsSpan(row * shape.Width * channels, shape.Width * channels);
                Span<byte> target = narrowed.AsSpan(row * width * channels, width * channels);
                for (int i = 0; i < target.Length; i++)
                {
                    (int first, int[] weights) = taps[i / channels];
                    target[i] = Sum(source[((first * channels) + (i % channels))..], channels, weights);
                }
            }
            pixels = narrowed;
        }
        if (height != shape.Height)
        {
            byte[] lowered = new byte[new ImageShape(height, width, channels).ByteCount];
            Taps[] taps = TapsOf(shape.Height, height, filter);
            int stride = width * channels;
            for (int row = 0; row < height; row++)
            {
                (int first, int[] weights) = taps[row];
                for (int i = 0; i < stride; i++)
                {
                    lowered[(row * stride) + i] = Sum(pixels.AsSpan((first * stride) + i), stride, weights);
                }
            }
            pixels = lowered;
        }
        return new DecodedImage(new ImageShape(height, width, channels), pixels);
    }

    private static byte Sum(ReadOnlySpan<byte> source, int stride, int[] weights)
    {
        int sum = 1 << (FractionBits - 1);
        for (int i = 0, place = 0; i < weights.Length; i++, place += stride)
        {
            sum += source[place] * weights[i];
        }
        return (byte)Math.Clamp(sum >> FractionBits, byte.MinValue, byte.MaxValue);
    }

    private static Taps[] TapsOf(int from, int to, ResamplingFilter filter)
    {
        double scale = (double)from / to, stretch = Math.Max(scale, 1), reach = filter.Support * stretch;
        var taps = new Taps[to];
        for (int i = 0; i < to; i++)
        {
            double centre = (i + 0.5) * scale;
            int first = Math.Max((int)(centre - reach + 0.5), 0), end = Math.Min((int)(centre + reach + 0.5), from);
            double[] weights = [.. Enumerable.Range(first, end - first).Select(pixel => filter.Weight((pixel - centre + 0.5) * (1 / stretch)))];
            double sum = 0;
            foreach (double weight in weights)
            {
                sum += weight;
            }
            taps[i] = new Taps(first, [.. weights.Select(weight => Fixed(sum == 0 ? weight : weight / sum))]);
        }
        return taps;

        static int Fixed(double weight) => (int)((weight * (1 << FractionBits)) + (weight < 0 ? -0.5 : 0.5));
    }

    private readonly record struct Taps(int First, int[] Weights);
}
