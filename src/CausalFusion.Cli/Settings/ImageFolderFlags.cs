using System.CommandLine;
using CausalFusion.Cli.Progress;
using CausalFusion.Data;
using CausalFusion.Images;
using CausalFusion.ML;

namespace CausalFusion.Cli.Settings;

/// <summary>The options that say how a folder of images is read.</summary>
internal sealed class ImageFolderFlags(string sizeDescription)
{
    /// <summary>The option that says how large images are.</summary>
    public const string ImageSizeName = "--image-size";

    private readonly MLImageDecoder _decoder = new();

    private readonly Option<ImageSize?> _imageSize = Setting.Of<ImageSize>(ImageSizeName, sizeDescription, "SIZE");

    private readonly Option<BadImageAction> _onBadImage = Setting.Choice(
        "--on-bad-image", BadImageAction.Fail,
        "What becomes of an image that can't be read, or of --captions isn't there: fail, or skip, which decodes every image once before the work "
        + "starts, and leaves bad ones out with a warning.", "fail|skip");

    public void AddTo(Command command)
    {
        command.Options.Add(_imageSize);
        command.Options.Add(_onBadImage);
    }

    /// <summary>Opens a folder's images: all are looked at, and what is left out is told on the error stream.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The folder.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="sizeOf">The size to crop to where none is given, of the sizes that the images have.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="InvalidDataException">Images can't be read, and are not to be skipped.</exception>
    public ImageFolderDataset Open(
        ParseResult parsed, string path, int channels, Func<IReadOnlyList<ImageSizeCount>, ImageSize> sizeOf, CancellationToken cancellationToken)
    {
        ImageFolder folder = ImageFolder.List(path);
        ErrorLine.Tell(parsed, folder.DescribeLeftOut());
        ImageFolderCheck check = Look(parsed, folder.Count, folder.PathOf, cancellationToken);
        return new ImageFolderDataset(
            check.BadImages.Count == 0 ? folder : folder.Without(check.BadImages), ShapeOf(parsed, check, channels, sizeOf), _decoder);
    }

    /// <summary>What becomes of captions whose image isn't there.</summary>
    public CaptionedImagesOptions CaptionOptionsOf(ParseResult parsed) => new() { OnMissingImage = parsed.GetValue(_onBadImage) };

    /// <summary>Opens images with captions likewise.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="images">The images and captions.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="sizeOf">The size to crop to where none is given, of the sizes that the images have.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="InvalidDataException">Images can't be read, and are not to be skipped.</exception>
    public CaptionedImageDataset Open(
        ParseResult parsed, CaptionedImages images, int channels, Func<IReadOnlyList<ImageSizeCount>, ImageSize> sizeOf,
        CancellationToken cancellationToken)
    {
        ErrorLine.Tell(parsed, images.DescribeLeftOut());
        ImageFolderCheck check = Look(parsed, images.Count, images.PathOf, cancellationToken);
        CaptionedImages kept = images.Without(check.BadImages);
        return new CaptionedImageDataset(kept, ShapeOf(parsed, check, channels, sizeOf), _decoder);
    }

    private ImageFolderCheck Look(ParseResult parsed, int count, Func<int, string> pathOf, CancellationToken cancellationToken)
    {
        bool skip = parsed.GetValue(_onBadImage) == BadImageAction.Skip;
        TextWriter error = parsed.InvocationConfiguration.Error;
        using var logs = new ProgressLogs(error);
        ImageFolderCheck check = ProgressDisplay.Run(error, "looking at the images", logs, report => ImageFolderCheck.Run(
            count, pathOf, _decoder, skip ? ImageCheckDepth.Pixels : ImageCheckDepth.Header,
            new Reporter<int>(done => report(new ProgressReport((double)done / count, $"{done} of {count}", null, []))), cancellationToken));
        if (check.DescribeBadImages() is { } bad)
        {
            ErrorLine.Tell(
                parsed, skip ? $"{bad} They are left out." : throw new InvalidDataException($"{bad} --on-bad-image skip leaves them out."));
        }
        return check;
    }

    private ImageShape ShapeOf(ParseResult parsed, ImageFolderCheck check, int channels, Func<IReadOnlyList<ImageSizeCount>, ImageSize> sizeOf)
    {
        ImageSize size = parsed.GetValue(_imageSize) ?? sizeOf(check.Sizes);
        return new ImageShape(size.Height, size.Width, channels);
    }
}
