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

    private readonly Option<ImageSize?> _imageSize = Setting.Of<ImageSize>(ImageSizeName, sizeDescription, "SIZE");

    private readonly Option<BadImageAction> _onBadImage = Setting.Choice(
        "--on-bad-image", BadImageAction.Fail,
        "What becomes of an image of --data that can't be read: fail, or skip, which decodes every image once before the work starts, and leaves bad "
        + "ones out with a warning.", "fail|skip");

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
        bool skip = parsed.GetValue(_onBadImage) == BadImageAction.Skip;
        var decoder = new MLImageDecoder();
        ImageFolder folder = ImageFolder.List(path);
        TextWriter error = parsed.InvocationConfiguration.Error;
        Tell(error, folder.DescribeLeftOut());
        using var logs = new ProgressLogs(error);
        ImageFolderCheck check = ProgressDisplay.Run(error, "looking at the images", logs, report => ImageFolderCheck.Run(
            folder, decoder, skip ? ImageCheckDepth.Pixels : ImageCheckDepth.Header,
            new Reporter<int>(done => report(new ProgressReport((double)done / folder.Count, $"{done} of {folder.Count}", null, []))),
            cancellationToken));
        if (check.DescribeBadImages() is { } bad)
        {
            if (!skip)
            {
                throw new InvalidDataException($"{bad} --on-bad-image skip leaves them out.");
            }
            Tell(error, $"{bad} They are left out.");
            folder = folder.Without(check.BadImages);
        }
        ImageSize size = parsed.GetValue(_imageSize) ?? sizeOf(check.Sizes);
        return new ImageFolderDataset(folder, new ImageShape(size.Height, size.Width, channels), decoder);
    }

    private static void Tell(TextWriter error, string? message)
    {
        if (message is not null)
        {
            error.WriteLine($"causalfusion: {message}");
        }
    }
}
