using System.Globalization;
using CausalFusion.Images;

namespace CausalFusion.Data;

/// <summary>
/// Images in a folder that has a folder for each class (<see cref="ImageFolder"/>). They are read and decoded when they are asked for, and cropped as
/// ADM does (<see cref="CenterCrop"/>).
/// </summary>
/// <remarks>Memory is the names of the files and, for each thread that reads, one image, within what all decoding shares.</remarks>
public sealed class ImageFolderDataset : IImageDataset
{
    private readonly IImageDecoder _decoder;

    /// <summary>Lists a folder's images, to be read as squares.</summary>
    /// <param name="folder">The folder of the classes' folders.</param>
    /// <param name="size">Height and width that images are cropped to, at least 1.</param>
    /// <param name="channels">1 for gray, 3 for red, green, blue.</param>
    /// <param name="decoder">What decodes the files; it stays the caller's.</param>
    /// <param name="options">Which files are images, and what becomes of bad ones; the defaults, of which none is opened, where null.</param>
    /// <exception cref="DatasetNotFoundException">There is no such folder, it has no class folders, or one of them has no images.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="channels"/> is out of range.</exception>
    /// <exception cref="InvalidDataException">Bad images are to be left out, and a class has no others.</exception>
    public ImageFolderDataset(string folder, int size, int channels, IImageDecoder decoder, ImageFolderOptions? options = null)
        : this(folder, new ImageShape(size, size, channels), decoder, options)
    {
    }

    /// <summary>Lists a folder's images.</summary>
    /// <param name="folder">The folder of the classes' folders.</param>
    /// <param name="shape">The size that images are cropped to, of 1 channel (gray) or 3 (red, green, blue).</param>
    /// <param name="decoder">What decodes the files; it stays the caller's.</param>
    /// <param name="options">Which files are images, and what becomes of bad ones; the defaults, of which none is opened, where null.</param>
    /// <exception cref="DatasetNotFoundException">There is no such folder, it has no class folders, or one of them has no images.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shape"/> has other channels.</exception>
    /// <exception cref="InvalidDataException">Bad images are to be left out, and a class has no others.</exception>
    public ImageFolderDataset(string folder, ImageShape shape, IImageDecoder decoder, ImageFolderOptions? options = null)
        : this(List(folder, shape, decoder, options), shape, decoder)
    {
    }

    /// <summary>Takes a folder's images.</summary>
    /// <param name="folder">The images.</param>
    /// <param name="shape">The size that they are cropped to, of 1 channel (gray) or 3 (red, green, blue).</param>
    /// <param name="decoder">What decodes them; it stays the caller's.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shape"/> has other channels.</exception>
    public ImageFolderDataset(ImageFolder folder, ImageShape shape, IImageDecoder decoder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(decoder);
        RequireChannels(shape);
        Folder = folder;
        Shape = shape;
        _decoder = decoder;
    }

    /// <summary>The images' files, and what is left out beside them.</summary>
    public ImageFolder Folder { get; }

    /// <inheritdoc/>
    public int Count => Folder.Count;

    /// <inheritdoc/>
    public ImageShape Shape { get; }

    /// <inheritdoc/>
    public int ClassCount => Folder.ClassNames.Count;

    /// <summary>The names of the classes' folders.</summary>
    public IReadOnlyList<string> ClassNames => Folder.ClassNames;

    /// <summary>The file of an image.</summary>
    /// <param name="index">The image's number, from 0 to <see cref="Count"/> − 1.</param>
    public string PathOf(int index) => Folder.PathOf(index);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file holds no image that can be read, or too large a one; the message names it.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public void Read(int index, Span<byte> pixels, out int label)
    {
        string path = PathOf(index);
        if (pixels.Length != Shape.ValueCount)
        {
            throw new ArgumentException($"expected room for the {Shape.ValueCount} bytes of a {Shape} image, found {pixels.Length}.", nameof(pixels));
        }
        DecodedImage cropped = ImageFileReader.Read(path, _decoder, Shape.Channels, image => CenterCrop.ToSize(image, Shape.Height, Shape.Width));
        cropped.Pixels.CopyTo(pixels);
        label = Folder.LabelOf(index);
    }

    /// <inheritdoc/>
    public string Fingerprint() => DatasetFingerprint.Of(this, Enumerable.Range(0, Count).Select(
        index => string.Create(
            CultureInfo.InvariantCulture,
            $"{ClassNames[Folder.LabelOf(index)]}/{Path.GetFileName(PathOf(index))} {new FileInfo(PathOf(index)).Length}")));

    /// <summary>There is nothing to free.</summary>
    public void Dispose()
    {
    }

    private static ImageFolder List(string folder, ImageShape shape, IImageDecoder decoder, ImageFolderOptions? options)
    {
        RequireChannels(shape);
        return ImageFolder.List(folder, decoder, options);
    }

    private static void RequireChannels(ImageShape shape)
    {
        if (shape.Channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(shape), shape.Channels, "expected 1 channel (gray) or 3 (red, green, blue).");
        }
    }
}
