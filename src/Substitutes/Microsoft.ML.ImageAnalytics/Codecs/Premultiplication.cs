namespace Microsoft.ML.ImageAnalytics.Codecs;

/// <summary>
/// Colours multiplied by alpha, as images hold them in memory, to and from colours as files hold them. Pixels are four bytes, alpha last.
/// </summary>
internal static class Premultiplication
{
    public static void Apply(Span<byte> pixels)
    {
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            if (alpha == 255)
                continue;
            pixels[i] = Multiply(pixels[i], alpha);
            pixels[i + 1] = Multiply(pixels[i + 1], alpha);
            pixels[i + 2] = Multiply(pixels[i + 2], alpha);
        }
    }

    /// <summary>A colour as it was before it was multiplied by alpha; 0 where alpha is 0.</summary>
    public static byte Undo(byte colour, byte alpha) => alpha switch
    {
        255 => colour,
        0 => 0,
        _ => (byte)Math.Min(255, ((colour * 255) + (alpha / 2)) / alpha),
    };

    private static byte Multiply(int colour, int alpha) => (byte)(((colour * alpha) + 127) / 255);
}
