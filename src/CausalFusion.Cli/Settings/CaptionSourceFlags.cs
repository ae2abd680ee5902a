using System.CommandLine;
using CausalFusion.Cli.Data;
using CausalFusion.Data;

namespace CausalFusion.Cli.Settings;

/// <summary>The options that name captioned images.</summary>
/// <param name="name">The option that names them.</param>
/// <param name="purpose">What they are for, for help.</param>
/// <param name="usualSplit">Which of Karpathy's splits is taken where none is named.</param>
internal sealed class CaptionSourceFlags(string name, string purpose, string usualSplit)
{
    private readonly Option<string?> _source = new(name) { Description = $"{purpose}: {CaptionSource.Forms}.", HelpName = "PATH" };

    private readonly Option<string?> _images = new("--caption-images")
    {
        Description = $"The folder that the paths in a file of {name} start from. Default: the file's own.",
        HelpName = "DIR",
    };

    private readonly Option<string> _splits = Setting.Default(
        "--caption-splits", usualSplit,
        "Which of Karpathy's splits to take, separated by commas: train, restval, val, test; or which parts of the emoji: train, validation, "
        + "test, all.",
        "LIST");

    private readonly Option<string> _pathColumn = Setting.Default(
        "--path-column", "path", $"The column, or the field of the objects, that has the path in a table of {name}.", "NAME");

    private readonly Option<string> _captionColumn =
        Setting.Default("--caption-column", "caption", "The one that has the caption, or in .jsonl an array of captions.", "NAME");

    private readonly Option<bool> _noSkins =
        new("--no-skin-variations") { Description = "Leave out the variations of emoji by skin, which are half of the images." };

    private Option[] Further => [_images, _splits, _pathColumn, _captionColumn, _noSkins];

    public void AddTo(Command command)
    {
        foreach (Option option in Further.Prepend(_source))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The path that was named; null for none.</summary>
    public string? PathOf(ParseResult parsed) => parsed.GetValue(_source);

    /// <summary>The option and the path, for the check of outputs.</summary>
    public (string Option, string? Path) Input(ParseResult parsed) => (name, PathOf(parsed));

    /// <summary>Checks that the further options have a path to say something of.</summary>
    /// <exception cref="UsageException">They have none.</exception>
    public void RequireSource(ParseResult parsed)
    {
        if (PathOf(parsed) is null && Further.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } useless)
        {
            throw new UsageException($"{useless.Name}: expected {name} PATH beside it, found none.");
        }
    }

    /// <summary>Reads the captions of a path, and looks for the images.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The path.</param>
    /// <param name="options">What becomes of images that aren't there.</param>
    /// <exception cref="UsageException">An option does not fit the form of the captions.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or an image isn't there.</exception>
    public CaptionedImages Read(ParseResult parsed, string path, CaptionedImagesOptions options)
    {
        var source = new CaptionSource(name, path);
        RequireUse(parsed, _images, source.Form is not (CaptionForm.Folder or CaptionForm.Emoji), "a file", "a folder");
        RequireUse(parsed, _splits, source.Form is CaptionForm.Karpathy or CaptionForm.Emoji, "Karpathy's splits or emoji", "other captions");
        RequireUse(parsed, _pathColumn, source.Form is CaptionForm.Csv or CaptionForm.JsonLines, "a table", "no table");
        RequireUse(parsed, _captionColumn, source.Form is CaptionForm.Csv or CaptionForm.JsonLines, "a table", "no table");
        RequireUse(parsed, _noSkins, source.Form is CaptionForm.Emoji, "emoji", "other captions");
        string[] splits = parsed.GetRequiredValue(_splits).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return splits.Length == 0
            ? throw new UsageException($"{_splits.Name}: expected the names of splits, found none.")
            : source.Read(
                parsed.GetValue(_images), splits, parsed.GetRequiredValue(_pathColumn), parsed.GetRequiredValue(_captionColumn),
                !parsed.GetValue(_noSkins), options);
    }

    private void RequireUse(ParseResult parsed, Option option, bool isUsed, string expected, string found)
    {
        if (!isUsed && parsed.GetResult(option) is { Implicit: false })
        {
            throw new UsageException($"{option.Name}: expected {expected} in {name} beside it, found {found}.");
        }
    }
}
