namespace Microsoft.ML.Data;

/// <summary>
/// Resizes images as the package does: nearest neighbour where the aspect ratio is ignored, Mitchell's cubic filter where it is kept.
/// </summary>
internal static class ImageScaler
{
    /// <summary>Each target pixel takes the source pixel below its centre.</summary>
    public static MLImage Stretch(MLImage source, int width, int height)
    {
        var from = source.Pixels;
        var to = new byte[checked(width * height * 4)];
        for (int y = 0; y < height; y++)
        {
            var row = from[((int)Centre(y, source.Height, height) * source.Width * 4)..];
            for (int x = 0; x < width; x++)
                row.Slice((int)Centre(x, source.Width, width) * 4, 4).CopyTo(to.AsSpan(((y * width) + x) * 4));
        }
        return new MLImage(width, height, source.PixelFormat, to);
    }

    /// <summary>Scales both sides by the same factor, then centres on transparent black (pad) or cuts what hangs over (crop).</summary>
    public static MLImage Fit(MLImage source, int width, int height, ImageResizeMode mode)
    {
        float acrossFactor = (float)width / source.Width, downFactor = (float)height / source.Height;
        bool pad = mode == ImageResizeMode.Pad;
        bool fillsDown = pad ? downFactor < acrossFactor : downFactor >= acrossFactor;
        float factor = fillsDown ? downFactor : acrossFactor;
        // Rounding is the package's: towards zero, so that a side may end a pixel short.
        float spareAcross = width - (source.Width * factor), spareDown = height - (source.Height * factor);
        int left = !fillsDown ? 0 : mode switch
        {
            ImageResizeMode.CropKeepLeft => 0,
            ImageResizeMode.CropKeepRight => (int)spareAcross,
            _ => (int)(spareAcross / 2),
        };
        int top = fillsDown ? 0 : mode switch
        {
            ImageResizeMode.CropKeepTop => 0,
            ImageResizeMode.CropKeepBottom => (int)spareDown,
            _ => (int)(spareDown / 2),
        };
        var across = new CubicTaps(left, (int)(source.Width * factor), width, source.Width);
        var down = new CubicTaps(top, (int)(source.Height * factor), height, source.Height);
        return Resample(source, across, down, width, height);
    }

    private static MLImage Resample(MLImage source, CubicTaps across, CubicTaps down, int width, int height)
    {
        var from = source.Pixels;
        int stride = source.Width * 4, blue = source.PixelFormat == MLPixelFormat.Bgra32 ? 0 : 2;
        var to = new byte[checked(width * height * 4)];
        Span<float> sum = stackalloc float[4];
        for (int y = down.First; y < down.End; y++)
        {
            for (int x = across.First; x < across.End; x++)
            {
                sum.Clear();
                for (int j = 0; j < 4; j++)
                {
                    var row = from.Slice(down.Source(y, j) * stride, stride);
                    for (int i = 0; i < 4; i++)
                    {
                        float weight = down.Weight(y, j) * across.Weight(x, i);
                        int at = across.Source(x, i) * 4;
                        sum[0] += weight * row[at + blue];
                        sum[1] += weight * row[at + 1];
                        sum[2] += weight * row[at + 2 - blue];
                        sum[3] += weight * row[at + 3];
                    }
                }
                // The target is opaque: what is translucent lies over black.
                var pixel = to.AsSpan(((y * width) + x) * 4, 4);
                float limit = Math.Clamp(sum[3], 0, 255);
                for (int c = 0; c < 3; c++)
                    pixel[c] = (byte)(Math.Clamp(sum[c], 0, limit) + 0.5f);
                pixel[3] = 255;
            }
        }
        return new MLImage(width, height, MLPixelFormat.Bgra32, to);
    }

    private static float Centre(int target, int sourceLength, int targetLength) => (target + 0.5f) * sourceLength / targetLength;
}
