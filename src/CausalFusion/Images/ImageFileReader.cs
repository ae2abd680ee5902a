namespace CausalFusion.Images;

/// <summary>Reads image files: within a decoder's limits, in the room that all share, and naming the file where it is no good.</summary>
internal static class ImageFileReader
{
    /// <summary>Reads how large a file's image is.</summary>
    /// <exception cref="InvalidDataException">It is no image that can be read, or too large a one; the message names it.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static (int Height, int Width) ReadSize(string path, IImageDecoder decoder)
    {
        using FileStream file = Open(path);
        return Named(path, () => SizeOf(file, decoder));
    }

    /// <summary>Reads an image and makes something of it that takes memory, too.</summary>
    /// <param name="path">The file.</param>
    /// <param name="decoder">What decodes it.</param>
    /// <param name="channels">1 for gray, 3 for red, green, blue.</param>
    /// <param name="use">Makes the result.</param>
    /// <exception cref="InvalidDataException">It is no image that can be read, or too large a one; the message names it.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static T Read<T>(string path, IImageDecoder decoder, int channels, Func<DecodedImage, T> use) => Open(path, decoder, (file, size) =>
    {
        DecodedImage image = decoder.Decode(file, channels);
        return image.Shape == new ImageShape(size.Height, size.Width, channels)
            ? use(image)
            : throw new InvalidDataException(
                $"expected an image of {size.Height}×{size.Width}×{channels} as the file says, found {image.Shape} when it was decoded.");
    });

    /// <summary>Opens a file and does something with it that takes as much memory as decoding its image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="decoder">What reads it.</param>
    /// <param name="use">Does it, with the file at its beginning and the size that its image has when it is decoded.</param>
    /// <exception cref="InvalidDataException">It is no image that can be read, or too large a one; the message names it.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static T Open<T>(string path, IImageDecoder decoder, Func<Stream, (int Height, int Width), T> use)
    {
        using FileStream file = Open(path);
        return Named(path, () =>
        {
            (int height, int width) = SizeOf(file, decoder);
            return DecodingRoom.Shared.Use(file.Length, (long)height * width, () =>
            {
                file.Position = 0;
                return use(file, (height, width));
            });
        });
    }

    private static (int Height, int Width) SizeOf(FileStream file, IImageDecoder decoder)
    {
        if (file.Length == 0)
        {
            throw new InvalidDataException("expected an image, found an empty file.");
        }
        decoder.Limits.RequireFile(file.Length);
        (int height, int width) = decoder.ReadSize(file);
        decoder.Limits.RequirePixels(height, width);
        return (height, width);
    }

    private static T Named<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"'{path}': {exception.Message}", exception);
        }
    }

    /// <exception cref="InvalidDataException">The file is empty, or no file but a pipe or a device, to open which would wait.</exception>
    private static FileStream Open(string path)
    {
        FileInfo file = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
        return file.Exists && file.Length == 0
            ? throw new InvalidDataException($"'{path}': expected an image, found an empty file.")
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
    }
}
