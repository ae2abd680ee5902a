namespace CausalFusion.Images;

/// <summary>The size of an image or of a latent: rows, columns and channels, in the order in which an image's bytes lie.</summary>
public readonly record struct ImageShape
{
    /// <summary>Makes the shape of an image.</summary>
    /// <param name="height">Rows of pixels, at least 1.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="channels">Bytes in a pixel, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1, or the image would have more bytes than an array can.</exception>
    public ImageShape(int height, int width, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((Int128)height * width * channels, Array.MaxLength, "height × width × channels");
        Height = height;
        Width = width;
        Channels = channels;
    }

    /// <summary>Rows of pixels.</summary>
    public int Height { get; }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Bytes in a pixel: 1 for gray, 3 for red, green, blue; of a latent, its channels.</summary>
    public int Channels { get; }

    /// <summary>Bytes in an image.</summary>
    public int ValueCount => Height * Width * Channels;

    /// <summary>The shape for a message: height × width × channels.</summary>
    public override string ToString() => $"{Height}×{Width}×{Channels}";
}
