namespace CausalFusion.Images;

/// <summary>Decodes image files. Thread-safe.</summary>
public interface IImageDecoder
{
    /// <summary>Decodes one image.</summary>
    /// <param name="file">
    /// The file's content; its header is checked already (<see cref="ImageFileHeader"/>), so that the size of the image is known and bounded.
    /// </param>
    /// <param name="channels">The channels wanted: 1 for gray, to which colors are converted, 3 for red, green, blue.</param>
    /// <exception cref="InvalidDataException">The content can't be decoded; the message says why.</exception>
    DecodedImage Decode(Stream file, int channels);
}
