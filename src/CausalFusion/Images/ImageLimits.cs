namespace CausalFusion.Images;

/// <summary>How large an image may be to be decoded, against files that would take all memory.</summary>
public sealed record ImageLimits
{
    private const int BytesPerPixel = 4;

    /// <summary>The limits that hold where none are given.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>The longest file that is read, in bytes. Default 256 MiB.</summary>
    public long MaxFileBytes { get; init; } = 256L << 20;

    /// <summary>The most pixels that an image may have. Default 64 Mi, which take 256 MiB while they are decoded.</summary>
    public long MaxPixels { get; init; } = 64L << 20;

    /// <summary>Checks a file's length.</summary>
    /// <exception cref="InvalidDataException">It is beyond the limit.</exception>
    internal void RequireFile(long length)
    {
        if (length > MaxFileBytes)
        {
            throw new InvalidDataException($"expected a file of at most {MaxFileBytes} bytes, found {length}.");
        }
    }

    /// <summary>Checks an image's size.</summary>
    /// <exception cref="InvalidDataException">It has no pixels, or more than the limit.</exception>
    internal void RequirePixels(long height, long width)
    {
        long most = Math.Min(MaxPixels, Array.MaxLength / BytesPerPixel);
        if (height < 1 || width < 1 || (Int128)height * width > most)
        {
            throw new InvalidDataException($"expected an image of 1 to {most} pixels, found {height}×{width} (height × width).");
        }
    }
}
