namespace CausalFusion.Images;

/// <summary>Decodes image files. Thread-safe.</summary>
public interface IImageDecoder
{
    /// <summary>How large an image may be; larger ones are refused before they take memory.</summary>
    ImageLimits Limits => ImageLimits.Default;

    /// <summary>Reads how large a file's image is once it is decoded, without decoding it.</summary>
    /// <param name="file">The file, which can be sought in; it is read from its beginning, and as little of it as the format allows.</param>
    /// <returns>Height and width in pixels, each at least 1; those of <see cref="Decode"/>'s result.</returns>
    /// <exception cref="InvalidDataException">The content is no image that can be read, or too large a one; the message says why.</exception>
    (int Height, int Width) ReadSize(Stream file);

    /// <summary>Decodes one image.</summary>
    /// <param name="file">The file's content, from where the stream stands to its end.</param>
    /// <param name="channels">The channels wanted: 1 for gray, to which colors are converted, 3 for red, green, blue.</param>
    /// <exception cref="InvalidDataException">
    /// The content can't be decoded, ends before the image does, or is too large; the message says which.
    /// </exception>
    DecodedImage Decode(Stream file, int channels);
}
