namespace CausalFusion.Images;

/// <summary>
/// Resizes images of bytes as Pillow does, bit for bit: along rows, then along columns, each in fixed point with 22 fraction bits, rounded to bytes
/// in between; where the image shrinks, the filter is stretched to cover every pixel.
/// </summary>
internal static class ImageResizing
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
        return Resize(image, ResizedSide.Whole(height), ResizedSide.Whole(width), ResamplingFilter.Bicubic);
    }

    /// <summary>Checks that an image has the bytes that its shape says.</summary>
    internal static void RequirePixels(DecodedImage image)
    {
        if (image.Shape.ValueCount == 0 || image.Pixels.Length != image.Shape.ValueCount)
        {
            throw new ArgumentException(
                $"expected the {image.Shape.ValueCount} bytes of a {image.Shape} image, found {image.Pixels.Length}.", nameof(image));
        }
    }

    /// <summary>Resizes an image, of which only a part is made: an image that would be huge costs no more than that part and the original.</summary>
    /// <param name="image">The image.</param>
    /// <param name="rows">The rows wanted.</param>
    /// <param name="columns">The columns wanted.</param>
    /// <param name="filter">How pixels are averaged.</param>
    internal static DecodedImage Resize(DecodedImage image, ResizedSide rows, ResizedSide columns, ResamplingFilter filter)
    {
        ImageShape shape = image.Shape;
        if (rows.IsWhole(shape.Height) && columns.IsWhole(shape.Width))
        {
            return image;
        }
        var resized = new ImageShape(rows.Count, columns.Count, shape.Channels);
        Taps[] across = TapsOf(shape.Width, columns, filter), down = TapsOf(shape.Height, rows, filter);
        int stride = resized.Width * resized.Channels, finished = 0, begun = 0;
        byte[] line = new byte[stride], pixels = GC.AllocateUninitializedArray<byte>(resized.ValueCount);
        // The sums of the rows that are begun and not finished, in turn: few, however large the image is.
        int[][] sums = new int[Overlap(down)][];
        for (int row = down[0].First; row < down[^1].End; row++)
        {
            Narrow(image.Pixels.AsSpan(row * shape.Width * shape.Channels, shape.Width * shape.Channels), shape.Channels, across, line);
            for (; begun < down.Length && down[begun].First <= row; begun++)
            {
                Array.Fill(sums[begun % sums.Length] ??= new int[stride], 1 << (FractionBits - 1));
            }
            for (int target = finished; target < begun; target++)
            {
                Add(line, down[target].Weights[row - down[target].First], sums[target % sums.Length]);
            }
            for (; finished < begun && down[finished].End == row + 1; finished++)
            {
                ToBytes(sums[finished % sums.Length], pixels.AsSpan(finished * stride, stride));
            }
        }
        return new DecodedImage(resized, pixels);
    }

    /// <summary>Resizes one row of pixels.</summary>
    private static void Narrow(ReadOnlySpan<byte> source, int channels, Taps[] taps, Span<byte> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            (int first, int[] weights) = taps[i / channels];
            int sum = 1 << (FractionBits - 1), place = (first * channels) + (i % channels);
            foreach (int weight in weights)
            {
                sum += source[place] * weight;
                place += channels;
            }
            target[i] = ToByte(sum);
        }
    }

    private static void Add(ReadOnlySpan<byte> line, int weight, Span<int> sums)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += line[i] * weight;
        }
    }

    private static void ToBytes(ReadOnlySpan<int> sums, Span<byte> bytes)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            bytes[i] = ToByte(sums[i]);
        }
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> FractionBits, byte.MinValue, byte.MaxValue);

    private static Taps[] TapsOf(int from, ResizedSide to, ResamplingFilter filter)
    {
        double scale = (double)from / to.Length, stretch = Math.Max(scale, 1), reach = filter.Support * stretch;
        var taps = new Taps[to.Count];
        for (int i = 0; i < taps.Length; i++)
        {
            double center = (to.First + i + 0.5) * scale;
            int first = Math.Max((int)(center - reach + 0.5), 0), end = Math.Min((int)(center + reach + 0.5), from);
            double[] weights = [.. Enumerable.Range(first, end - first).Select(pixel => filter.Weight((pixel - center + 0.5) * (1 / stretch)))];
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

    /// <summary>The most rows that take from one row of the source.</summary>
    private static int Overlap(Taps[] taps)
    {
        int most = 1;
        for (int first = 0, last = 0; last < taps.Length; last++)
        {
            while (taps[first].End <= taps[last].First)
            {
                first++;
            }
            most = Math.Max(most, last - first + 1);
        }
        return most;
    }

    private readonly record struct Taps(int First, int[] Weights)
    {
        public int End => First + Weights.Length;
    }
}
