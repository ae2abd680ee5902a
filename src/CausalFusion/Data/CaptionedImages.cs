using CausalFusion.Images;

namespace CausalFusion.Data;

/// <summary>Image files with captions, and what was left out: what every reader of such data gives. Memory is the paths and captions.</summary>
public sealed class CaptionedImages
{
    private readonly (string File, string[] Captions)[] _images;

    internal CaptionedImages(string path, (string File, string[] Captions)[] images, IReadOnlyList<LeftOutFiles> leftOut)
    {
        Path = path;
        _images = images;
        LeftOut = leftOut;
    }

    /// <summary>The folder that the images are in.</summary>
    public string Path { get; }

    /// <summary>The number of images, at least 1.</summary>
    public int Count => _images.Length;

    /// <summary>What was left out: images without captions, captions without images where that is allowed, and files of other kinds.</summary>
    public IReadOnlyList<LeftOutFiles> LeftOut { get; }

    /// <summary>The images that were left out because they can't be decoded.</summary>
    public IReadOnlyList<BadImage> BadImages { get; private init; } = [];

    /// <summary>The file of an image.</summary>
    /// <param name="index">The image's number, from 0 to <see cref="Count"/> − 1.</param>
    public string PathOf(int index) => System.IO.Path.Combine(Path, At(index).File);

    /// <summary>The captions of an image, at least one; none is empty.</summary>
    /// <param name="index">The image's number, from 0 to <see cref="Count"/> − 1.</param>
    public IReadOnlyList<string> CaptionsOf(int index) => At(index).Captions;

    /// <summary>What was left out, for a message; null where nothing was.</summary>
    public string? DescribeLeftOut() => LeftOut.Count == 0
        ? null
        : $"'{Path}': left out {string.Join(", ", LeftOut.Select(files => $"{files.Count} {files.Kind} ('{files.Example}')"))}.";

    /// <summary>The same without the images that can't be decoded, each of which is decoded once.</summary>
    /// <param name="decoder">What decodes them.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="InvalidDataException">None can be decoded.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public CaptionedImages WithoutBadImages(IImageDecoder decoder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        return Without(ImageFolderCheck.Run(Count, PathOf, decoder, ImageCheckDepth.Pixels, progress: null, cancellationToken).BadImages);
    }

    /// <summary>The same without some of the images.</summary>
    /// <param name="images">The images to leave out, as a check found them.</param>
    /// <exception cref="InvalidDataException">There would be none.</exception>
    internal CaptionedImages Without(IReadOnlyList<BadImage> images)
    {
        HashSet<string> paths = [.. images.Select(image => image.Path)];
        return images.Count == 0 ? this
            : images.Count == Count ? throw new InvalidDataException($"'{Path}': {BadImage.Describe(images, Count, 3)}")
            : new CaptionedImages(Path, [.. _images.Where((_, i) => !paths.Contains(PathOf(i)))], LeftOut) { BadImages = [.. BadImages, .. images] };
    }

    private (string File, string[] Captions) At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _images[index];
    }
}
