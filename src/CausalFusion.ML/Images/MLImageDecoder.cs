using CausalFusion.Images;
using CausalFusion.ML.Images;
using SkiaSharp;

namespace CausalFusion.ML;

/// <summary>Decodes PNG, JPEG, GIF (its first image), BMP and WebP files by SkiaSharp, as ML.NET does, but strictly. Thread-safe.</summary>
/// <remarks>
/// A file that ends before its image does is refused, whatever the format; what may be missing behind the image holds no pixels of it. Images are
/// turned as their EXIF orientation says. What is transparent shows white. Colors become gray by 0.299 red + 0.587 green + 0.114 blue.
/// </remarks>
/// <param name="limits">How large an image may be; <see cref="ImageLimits.Default"/> where null.</param>
public sealed class MLImageDecoder(ImageLimits? limits = null) : IImageDecoder
{
    private const int FirstBytes = 1 << 16, Growth = 8;

    /// <inheritdoc/>
    public ImageLimits Limits { get; } = limits ?? ImageLimits.Default;

    /// <inheritdoc/>
    /// <exception cref="DllNotFoundException">SkiaSharp's native library can't be loaded; the message says what to install.</exception>
    public (int Height, int Width) ReadSize(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Limits.RequireFile(file.Length);
        for (long bytes = FirstBytes; ; bytes *= Growth)
        {
            if (Beginning(bytes) is { } size)
            {
                return size;
            }
        }

        (int Height, int Width)? Beginning(long bytes) =>
            bytes == FirstBytes ? TryReadSize(file, bytes) : DecodingRoom.Shared.Use(Math.Min(bytes, file.Length), 0, () => TryReadSize(file, bytes));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="channels"/> is neither 1 nor 3.</exception>
    /// <exception cref="DllNotFoundException">SkiaSharp's native library can't be loaded; the message says what to install.</exception>
    public DecodedImage Decode(Stream file, int channels)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "expected 1 channel (gray) or 3 (red, green, blue).");
        }
        return Use(file, (image, content, orientation) => image.Decode(content, orientation, channels));
    }

    /// <summary>Checks that a file holds all of its image, which for a JPEG file takes no decoding.</summary>
    /// <param name="file">The file's content, from where the stream stands to its end.</param>
    /// <returns>How the image lies in the file.</returns>
    /// <exception cref="InvalidDataException">It does not, or its image is too large.</exception>
    internal ImageOrientation RequireWhole(Stream file) => Use(file, (image, content, orientation) =>
    {
        image.RequireWhole(content);
        return orientation;
    });

    private T Use<T>(Stream file, Func<SkiaImage, ArraySegment<byte>, ImageOrientation, T> use)
    {
        ArraySegment<byte> content = ReadAll(file);
        using SkiaImage image = SkiaImage.TryOpen(content, out SKCodecResult result) ?? throw SkiaImage.Unreadable(result);
        Limits.RequirePixels(image.Height, image.Width);
        if (image.Format == SKEncodedImageFormat.Jpeg)
        {
            JpegScans.Read(content).RequireFew((long)image.Height * image.Width);
        }
        ImageOrientation orientation =
            image.ReadOrientation(new MemoryStream(content.Array!, content.Offset, content.Count, writable: false));
        return DecodingRoom.Shared.Use(content.Count, (long)image.Height * image.Width, () => use(image, content, orientation));
    }

    /// <summary>Reads the size from a file's first bytes; null where it stands further on.</summary>
    private (int Height, int Width)? TryReadSize(Stream file, long bytes)
    {
        byte[] beginning = GC.AllocateUninitializedArray<byte>((int)Math.Min(bytes, file.Length));
        file.Position = 0;
        Array.Resize(ref beginning, file.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false));
        using SkiaImage? image = SkiaImage.TryOpen(beginning, out SKCodecResult result);
        if (image is null)
        {
            return result == SKCodecResult.IncompleteInput && bytes < file.Length ? null : throw SkiaImage.Unreadable(result);
        }
        Limits.RequirePixels(image.Height, image.Width);
        return image.ReadOrientation(file).IsTurned ? (image.Width, image.Height) : (image.Height, image.Width);
    }

    private ArraySegment<byte> ReadAll(Stream file)
    {
        if (file is MemoryStream memory && memory.TryGetBuffer(out ArraySegment<byte> buffer))
        {
            ArraySegment<byte> rest = buffer[(int)memory.Position..];
            Limits.RequireFile(rest.Count);
            memory.Position = memory.Length;
            return rest;
        }
        if (file.CanSeek)
        {
            Limits.RequireFile(file.Length - file.Position);
            byte[] content = GC.AllocateUninitializedArray<byte>((int)(file.Length - file.Position));
            return new ArraySegment<byte>(content, 0, file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false));
        }
        var copy = new MemoryStream();
        byte[] block = new byte[FirstBytes];
        for (int read = file.Read(block); read > 0; read = file.Read(block))
        {
            Limits.RequireFile(copy.Length + read);
            copy.Write(block, 0, read);
        }
        return new ArraySegment<byte>(copy.GetBuffer(), 0, (int)copy.Length);
    }
}
