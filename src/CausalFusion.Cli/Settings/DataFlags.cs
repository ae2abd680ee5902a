using System.CommandLine;
using CausalFusion.Cli.Data;
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

    private readonly Option<string?> _captions = new(CaptionsName)
    {
        Description = $"Images with captions, for a network that reads text: {CaptionSource.Forms}.",
        HelpName = "PATH",
    };

    private readonly Option<string?> _captionImages = new("--caption-images")
    {
        Description = "The folder that the paths in a file of --captions start from. Default: the file's own.",
        HelpName = "DIR",
    };

    private readonly Option<string> _splits = Setting.Default(
        "--caption-splits", "train",
        "Which of Karpathy's splits to take, separated by commas: train, restval, val, test; or which part of the emoji: train, validation, test, all.",
        "LIST");

    private readonly Option<string> _pathColumn = Setting.Default(
        "--path-column", "path", "The column, or the field of the objects, that has the path in a table of --captions.", "NAME");

    private readonly Option<string> _captionColumn =
        Setting.Default("--caption-column", "caption", "The one that has the caption, or in .jsonl an array of captions.", "NAME");

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
        foreach (Option option in (Option[])[_data, _captions, _latents, _fashion, _captionImages, _splits, _pathColumn,
            _captionColumn, _channels])
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
        string? captions = parsed.GetValue(_captions);
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
    public bool HaveCaptions(ParseResult parsed) => parsed.GetValue(_captions) is not null;

    private CaptionTrainingDataset OpenCaptions(ParseResult parsed, string path, ImageShape? known, CancellationToken cancellationToken)
    {
        var source = new CaptionSource(path);
        RequireUse(parsed, _captionImages, source.Form is not (CaptionForm.Folder or CaptionForm.Emoji), "a file", "a folder");
        RequireUse(parsed, _splits, source.Form is CaptionForm.Karpathy or CaptionForm.Emoji, "Karpathy's splits or emoji", "other captions");
        RequireUse(parsed, _pathColumn, source.Form is CaptionForm.Csv or CaptionForm.JsonLines, "a table", "no table");
        RequireUse(parsed, _captionColumn, source.Form is CaptionForm.Csv or CaptionForm.JsonLines, "a table", "no table");
        string[] splits = parsed.GetRequiredValue(_splits).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (splits.Length == 0)
        {
            throw new UsageException($"{_splits.Name}: expected the names of splits, found none.");
        }
        CaptionedImages images = source.Read(
            parsed.GetValue(_captionImages), splits, parsed.GetRequiredValue(_pathColumn), parsed.GetRequiredValue(_captionColumn),
            _folder.CaptionOptionsOf(parsed));
        int channels = parsed.GetValue(_channels) ?? (known is { Channels: 1 or 3 } shape ? shape.Channels : Colors);
        return new CaptionTrainingDataset(
            _folder.Open(parsed, images, channels, sizes => SizeOf(CaptionsName, known, sizes), cancellationToken));
    }

    private static void RequireUse(ParseResult parsed, Option option, bool isUsed, string expected, string found)
    {
        if (!isUsed && parsed.GetResult(option) is { Implicit: false })
        {
            throw new UsageException($"{option.Name}: expected {expected} in --captions beside it, found {found}.");
        }
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
