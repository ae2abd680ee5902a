using System.Runtime.ExceptionServices;
using CausalFusion.Images;

namespace CausalFusion.Data;

/// <summary>What a look at every image of a folder found.</summary>
public sealed class ImageFolderCheck
{
    private readonly int _images;

    private ImageFolderCheck(int images, IReadOnlyList<BadImage> badImages, IReadOnlyList<ImageSizeCount> sizes)
    {
        _images = images;
        BadImages = badImages;
        Sizes = sizes;
    }

    /// <summary>The images that can't be read, in the folder's order.</summary>
    public IReadOnlyList<BadImage> BadImages { get; }

    /// <summary>The sizes that the others have, in the order in which they first occur; one where all agree.</summary>
    public IReadOnlyList<ImageSizeCount> Sizes { get; }

    /// <summary>Looks at every image, in parallel.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="decoder">What reads and decodes the files.</param>
    /// <param name="depth">How far: their headers tell little and cost little, decoding tells all and costs as much as an epoch's reading.</param>
    /// <param name="progress">Told how many images are looked at, now and then.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="IOException">A file can't be read at all, which says nothing of its image.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static ImageFolderCheck Run(
        ImageFolder folder, IImageDecoder decoder, ImageCheckDepth depth, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(decoder);
        return Run(folder.Count, folder.PathOf, decoder, depth, progress, cancellationToken);
    }

    /// <summary>Looks at any files.</summary>
    /// <param name="count">How many they are.</param>
    /// <param name="pathOf">The path of each.</param>
    /// <param name="decoder">What reads and decodes them.</param>
    /// <param name="depth">How far.</param>
    /// <param name="progress">Told how many are looked at.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    internal static ImageFolderCheck Run(
        int count, Func<int, string> pathOf, IImageDecoder decoder, ImageCheckDepth depth, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var sizes = new (int Height, int Width)[count];
        string?[] reasons = new string?[count];
        int done = 0;
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
            {
                try
                {
                    sizes[i] = depth == ImageCheckDepth.Header
                        ? ImageFileReader.ReadSize(pathOf(i), decoder)
                        : ImageFileReader.Read(pathOf(i), decoder, 3, image => (image.Shape.Height, image.Shape.Width));
                }
                catch (InvalidDataException exception)
                {
                    reasons[i] = exception.Message;
                }
                progress?.Report(Interlocked.Increment(ref done));
            });
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
        return new ImageFolderCheck(
            count,
            [.. Enumerable.Range(0, count).Where(i => reasons[i] is not null).Select(i => new BadImage(pathOf(i), reasons[i]!))],
            [.. Enumerable.Range(0, count).Where(i => reasons[i] is null).GroupBy(i => sizes[i]).Select(
                group => new ImageSizeCount(group.Key.Height, group.Key.Width, group.Count(), pathOf(group.First())))]);
    }

    /// <summary>The images that can't be read, for a message: how many, and the first of them; null where all can.</summary>
    /// <param name="most">How many are named.</param>
    public string? DescribeBadImages(int most = 3) => BadImages.Count == 0 ? null : BadImage.Describe(BadImages, _images, most);
}

/// <summary>How far images are looked at.</summary>
public enum ImageCheckDepth
{
    /// <summary>What a file says of its image: that it is one, and its size.</summary>
    Header,

    /// <summary>All of it: every image is decoded.</summary>
    Pixels,
}

/// <summary>A size that images have.</summary>
/// <param name="Height">Their height, once decoded.</param>
/// <param name="Width">Their width, once decoded.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Example">The file of one of them.</param>
public sealed record ImageSizeCount(int Height, int Width, int Count, string Example);
