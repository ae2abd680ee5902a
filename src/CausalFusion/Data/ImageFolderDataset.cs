using System.Globalization;
using CausalFusion.Images;

namespace CausalFusion.Data;

/// <summary>
/// Images in a folder that has a folder for each class, as ImageNet is laid out. They are read and decoded when they are asked for, and cropped as
/// ADM does (<see cref="CenterCrop"/>).
/// </summary>
/// <remarks>
/// Classes are numbered in the ordinal order of their folders' names, images within a class in that of theirs: the order doesn't depend on the
/// machine. Files directly in a class's folder count. Hidden files and folders (also those whose names begin with a dot) and files of other endings
/// are not looked at. Memory is the names of the files and, for each thread that reads, one image.
/// </remarks>
public sealed class ImageFolderDataset : IImageDataset
{
    private readonly IImageDecoder _decoder;
    private readonly ImageFolderOptions _options;
    private readonly string _folder;
    private readonly string[] _classNames, _files;
    private readonly int[] _labels;

    /// <summary>Lists a folder's images, to be read as squares; none is opened.</summary>
    /// <param name="folder">The folder of the classes' folders.</param>
    /// <param name="size">Height and width that images are cropped to, at least 1.</param>
    /// <param name="channels">1 for gray, 3 for red, green, blue.</param>
    /// <param name="decoder">What decodes the files; it stays the caller's.</param>
    /// <param name="options">Which files are images; the defaults where null.</param>
    /// <exception cref="DatasetNotFoundException">There is no such folder, it has no class folders, or one of them has no images.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="channels"/> is out of range.</exception>
    public ImageFolderDataset(string folder, int size, int channels, IImageDecoder decoder, ImageFolderOptions? options = null)
        : this(folder, new ImageShape(size, size, channels), decoder, options)
    {
    }

    /// <summary>Lists a folder's images; none is opened.</summary>
    /// <param name="folder">The folder of the classes' folders.</param>
    /// <param name="shape">The size that images are cropped to, of 1 channel (gray) or 3 (red, green, blue).</param>
    /// <param name="decoder">What decodes the files; it stays the caller's.</param>
    /// <param name="options">Which files are images; the defaults where null.</param>
    /// <exception cref="DatasetNotFoundException">There is no such folder, it has no class folders, or one of them has no images.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shape"/> has other channels.</exception>
    public ImageFolderDataset(string folder, ImageShape shape, IImageDecoder decoder, ImageFolderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(decoder);
        if (shape.Channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(shape), shape.Channels, "expected 1 channel (gray) or 3 (red, green, blue).");
        }
        Shape = shape;
        _folder = folder;
        _decoder = decoder;
        _options = options ?? new ImageFolderOptions();
        if (!Directory.Exists(folder))
        {
            throw new DatasetNotFoundException($"There is no folder '{folder}'.");
        }
        _classNames = [.. Visible(new DirectoryInfo(folder).EnumerateDirectories())];
        if (_classNames.Length == 0)
        {
            throw new DatasetNotFoundException($"'{folder}': expected a folder for each class, found no folders.");
        }
        var files = new List<string>();
        var labels = new List<int>();
        for (int label = 0; label < _classNames.Length; label++)
        {
            string path = Path.Combine(folder, _classNames[label]);
            files.AddRange(Visible(new DirectoryInfo(path).EnumerateFiles()).Where(IsImage));
            if (files.Count == labels.Count)
            {
                throw new DatasetNotFoundException($"'{path}': expected images ({string.Join(", ", _options.Extensions)}), found none.");
            }
            labels.AddRange(Enumerable.Repeat(label, files.Count - labels.Count));
        }
        _files = [.. files];
        _labels = [.. labels];
    }

    /// <inheritdoc/>
    public int Count => _files.Length;

    /// <inheritdoc/>
    public ImageShape Shape { get; }

    /// <inheritdoc/>
    public int ClassCount => _classNames.Length;

    /// <summary>The names of the classes' folders.</summary>
    public IReadOnlyList<string> ClassNames => _classNames;

    /// <summary>The file of an image.</summary>
    /// <param name="index">The image's number, from 0 to <see cref="Count"/> − 1.</param>
    public string PathOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return Path.Combine(_folder, _classNames[_labels[index]], _files[index]);
    }

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
        DecodedImage image;
        try
        {
            image = CenterCrop.ToSize(Decode(path), Shape.Height, Shape.Width);
        }
        catch (Exception exception) when (
            exception is not (IOException or UnauthorizedAccessException or OperationCanceledException or OutOfMemoryException))
        {
            throw new InvalidDataException($"'{path}': {exception.Message}", exception);
        }
        image.Pixels.CopyTo(pixels);
        label = _labels[index];
    }

    /// <inheritdoc/>
    public string Fingerprint() => DatasetFingerprint.Of(this, Enumerable.Range(0, Count).Select(
        index => string.Create(CultureInfo.InvariantCulture, $"{_classNames[_labels[index]]}/{_files[index]} {new FileInfo(PathOf(index)).Length}")));

    /// <summary>There is nothing to free.</summary>
    public void Dispose()
    {
    }

    private DecodedImage Decode(string path)
    {
        byte[] file;
        using (FileStream stream = File.OpenRead(path))
        {
            if (stream.Length > _options.MaxFileBytes)
            {
                throw new InvalidDataException($"expected a file of at most {_options.MaxFileBytes} bytes, found {stream.Length}.");
            }
            file = GC.AllocateUninitializedArray<byte>((int)stream.Length);
            stream.ReadExactly(file);
        }
        (int width, int height) = ImageFileHeader.ReadSize(file);
        if ((long)width * height > _options.MaxPixels)
        {
            throw new InvalidDataException($"expected an image of at most {_options.MaxPixels} pixels, found {width}×{height}.");
        }
        DecodedImage image = _decoder.Decode(new MemoryStream(file, writable: false), Shape.Channels);
        return image.Shape == new ImageShape(height, width, Shape.Channels)
            ? image
            : throw new InvalidDataException(
                $"expected an image of {height}×{width}×{Shape.Channels} as the file says, found {image.Shape} when it was decoded.");
    }

    private static IEnumerable<string> Visible(IEnumerable<FileSystemInfo> entries) => entries
        .Where(entry => !entry.Name.StartsWith('.') && (entry.Attributes & FileAttributes.Hidden) == 0)
        .Select(entry => entry.Name)
        .Order(StringComparer.Ordinal);

    private bool IsImage(string name) => _options.Extensions.Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}
