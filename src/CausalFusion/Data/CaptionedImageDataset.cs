using System.IO.Hashing;
using System.Text;
using CausalFusion.Images;

namespace CausalFusion.Data;

/// <summary>Image files with captions as a data set. They are read and decoded when they are asked for, and cropped as ADM does.</summary>
public sealed class CaptionedImageDataset : ICaptionedDataset
{
    private readonly IImageDecoder _decoder;

    /// <param name="images">The images and captions.</param>
    /// <param name="shape">The size that images are cropped to, of 1 channel (gray) or 3 (red, green, blue).</param>
    /// <param name="decoder">What decodes the files; it stays the caller's.</param>
    /// <param name="options">What becomes of images that can't be decoded; the defaults where null.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shape"/> has other channels.</exception>
    /// <exception cref="InvalidDataException">Bad images are to be left out, and there are no others.</exception>
    public CaptionedImageDataset(CaptionedImages images, ImageShape shape, IImageDecoder decoder, CaptionedImagesOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(decoder);
        if (shape.Channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(shape), shape.Channels, "expected 1 channel (gray) or 3 (red, green, blue).");
        }
        Images = options?.OnBadImage == BadImageAction.Skip ? images.WithoutBadImages(decoder) : images;
        Shape = shape;
        _decoder = decoder;
    }

    /// <summary>The files and captions, and what is left out beside them.</summary>
    public CaptionedImages Images { get; }

    /// <inheritdoc/>
    public int Count => Images.Count;

    /// <inheritdoc/>
    public ImageShape Shape { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> CaptionsOf(int index) => Images.CaptionsOf(index);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file holds no image that can be read, or too large a one; the message names it.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public void Read(int index, Span<byte> pixels)
    {
        string path = Images.PathOf(index);
        if (pixels.Length != Shape.ValueCount)
        {
            throw new ArgumentException($"expected room for the {Shape.ValueCount} bytes of a {Shape} image, found {pixels.Length}.", nameof(pixels));
        }
        ImageFileReader.Read(path, _decoder, Shape.Channels, image => CenterCrop.ToSize(image, Shape.Height, Shape.Width)).Pixels.CopyTo(pixels);
    }

    /// <summary>A hash of the files' names and lengths and of the captions.</summary>
    public string Fingerprint()
    {
        var hash = new XxHash128();
        Append(Shape.ToString());
        for (int i = 0; i < Count; i++)
        {
            Append(Path.GetRelativePath(Images.Path, Images.PathOf(i)));
            hash.Append(BitConverter.GetBytes(new FileInfo(Images.PathOf(i)).Length));
            foreach (string caption in CaptionsOf(i))
            {
                Append(caption);
            }
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());

        void Append(string text)
        {
            hash.Append(Encoding.UTF8.GetBytes(text));
            hash.Append([0]);
        }
    }

    /// <summary>There is nothing to free.</summary>
    public void Dispose()
    {
    }
}
