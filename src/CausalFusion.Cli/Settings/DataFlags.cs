using System.CommandLine;
using CausalFusion.Data;
using CausalFusion.Images;
using CausalFusion.Latents;

namespace CausalFusion.Cli.Settings;

/// <summary>The options that say what to train on.</summary>
internal sealed class DataFlags
{
    /// <summary>The option that names captioned images.</summary>
    public const string CaptionsName = "--captions";

    private const int LargestSide = 512, Colors = 3;

    private readonly Option<string?> _data = new("--data") { Description = "A folder with a folder of images for each class.", HelpName = "DIR" };

    private readonly CaptionSourceFlags _captions = new(CaptionsName, "Images with captions, for a network that reads text", "train");

    private readonly Option<string?> _latents = new("--latents") { Description = "A folder of latents that encode made.", HelpName = "DIR" };

    private readonly Option<string?> _fashion = new("--fashion-mnist")
    {
        Description = "Fashion-MNIST: a folder of its four files, or nothing to look where its package puts it.",
        HelpName = "DIR",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly ImageFolderFlags _folder = new(
        "The size that the images of --data or --captions are cropped to: N for squares, or HEIGHTxWIDTH. Default: that of a network that is there, "
        + "else that of the images, if all have one.");

    private readonly Option<int?> _channels = Setting.Whole(
        "--channels", "Channels of the images of --data or --captions: 1 for gray, 3 for colors. Default: 3; with --captions those of a network that "
        + "is there.");

    public void AddTo(Command command)
    {
        command.Options.Add(_data);
        _captions.AddTo(command);
        foreach (Option option in (Option[])[_latents, _fashion, _channels])
        {
            command.Options.Add(option);
        }
        _folder.AddTo(command);
    }

    /// <summary>Opens the data set that was named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="known">The size and channels of a network that is there, for images that are not told theirs.</param>
    /// <param name="cancellationToken">Ends the look at the images.</param>
    /// <returns>The data set; the caller disposes it.</returns>
    /// <exception cref="UsageException">None or several were named, or a size is wanted.</exception>
    public ITrainingDataset Open(ParseResult parsed, ImageShape? known, CancellationToken cancellationToken)
    {
        bool fashion = parsed.GetResult(_fashion) is { Implicit: false };
        string? captions = _captions.PathOf(parsed);
        return (parsed.GetValue(_data), captions, parsed.GetValue(_latents), fashion) switch
        {
            (string folder, null, null, false) =>
                _folder.Open(parsed, folder, parsed.GetValue(_channels) ?? Colors, sizes => SizeOf("--data", known, sizes), cancellationToken),
            (null, string path, null, false) => OpenCaptions(parsed, path, known, cancellationToken),
            (null, null, string folder, false) => LatentDataset.Open(folder),
            (null, null, null, true) => FashionMnist.Load(parsed.GetValue(_fashion) ?? FashionMnist.Find(), train: true),
            _ => throw new UsageException(
                "train: expected one of --data DIR, --captions PATH, --latents DIR and --fashion-mnist, found none or several."),
        };
    }

    /// <summary>Whether captions were named.</summary>
    public bool HaveCaptions(ParseResult parsed) => _captions.PathOf(parsed) is not null;

    private CaptionTrainingDataset OpenCaptions(ParseResult parsed, string path, ImageShape? known, CancellationToken cancellationToken)
    {
        CaptionedImages images = _captions.Read(parsed, path, _folder.CaptionOptionsOf(parsed));
        int channels = parsed.GetValue(_channels) ?? (known is { Channels: 1 or 3 } shape ? shape.Channels : Colors);
        return new CaptionTrainingDataset(
            _folder.Open(parsed, images, channels, sizes => SizeOf(CaptionsName, known, sizes), cancellationToken));
    }

    private static ImageSize SizeOf(string option, ImageShape? known, IReadOnlyList<ImageSizeCount> sizes) => (known, sizes) switch
    {
        ({ } shape, _) => new ImageSize(shape.Height, shape.Width),
        (null, [{ Height: <= LargestSide, Width: <= LargestSide } all]) => new ImageSize(all.Height, all.Width),
        (null, [{ } large]) => throw new UsageException(
            $"{option}: expected --image-size SIZE, as the images, of {large.Height}×{large.Width} pixels (height × width), are larger than "
            + $"{LargestSide} a side; found none."),
        (null, [{ } first, { } second, ..]) => throw new UsageException(
            $"{option}: expected --image-size SIZE, as the images have {sizes.Count} sizes: '{first.Example}' {first.Height}×{first.Width}, "
            + $"'{second.Example}' {second.Height}×{second.Width} (height × width); found none."),
        _ => throw new UsageException($"{option}: expected --image-size SIZE, found none."),
    };
}
