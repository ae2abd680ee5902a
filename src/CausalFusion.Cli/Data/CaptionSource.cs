using System.Text.Json;
using CausalFusion.Data;

namespace CausalFusion.Cli.Data;

/// <summary>Captioned images, given in one of several forms, which is seen.</summary>
/// <param name="option">The option that names it.</param>
/// <param name="path">A folder, or a file.</param>
/// <exception cref="DatasetNotFoundException">There is none.</exception>
/// <exception cref="UsageException">The file's name has another ending than those of the forms.</exception>
/// <exception cref="InvalidDataException">What the file holds is none of the forms, or could be two.</exception>
internal sealed class CaptionSource(string option, string path)
{
    /// <summary>What a path can be, for help and messages.</summary>
    public const string Forms =
        "a folder of images with a text file of captions beside each (a.jpg and a.txt), the folder of the npm package emoji-datasource-google, "
        + "COCO's captions or Karpathy's splits (.json), or a table with a path and a caption in each row (.csv or .jsonl)";

    /// <summary>Which it is.</summary>
    public CaptionForm Form { get; } = FormOf(option, path);

    /// <summary>Reads the captions and looks for the images.</summary>
    /// <param name="images">The folder of the images; the file's own where null. A folder of images and texts has none.</param>
    /// <param name="splits">Which of Karpathy's splits, or which parts of the emoji.</param>
    /// <param name="pathColumn">The column of a table, or the field, that has the path.</param>
    /// <param name="captionColumn">The one that has the caption.</param>
    /// <param name="skinVariations">Whether emoji have their variations by skin beside them.</param>
    /// <param name="options">What becomes of images that aren't there.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or an image isn't there.</exception>
    public CaptionedImages Read(
        string? images, string[] splits, string pathColumn, string captionColumn, bool skinVariations, CaptionedImagesOptions options)
    {
        string folder = images ?? Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Form switch
        {
            CaptionForm.Folder => CaptionFolder.List(path, options),
            CaptionForm.Emoji => EmojiImages.Read(path, PartsOf(splits), options, skinVariations),
            CaptionForm.Coco => CocoCaptions.Read(path, folder, options),
            CaptionForm.Karpathy => KarpathyCaptions.Read(path, folder, splits, options),
            CaptionForm.Csv => CaptionTable.ReadCsv(path, folder, pathColumn, captionColumn, options),
            _ => CaptionTable.ReadJsonLines(path, folder, pathColumn, captionColumn, options),
        };
    }

    private static EmojiParts PartsOf(string[] splits)
    {
        EmojiParts parts = EmojiParts.None;
        foreach (string name in splits)
        {
            EmojiParts part = Enum.GetValues<EmojiParts>().SingleOrDefault(part => name.Equals(part.ToString(), StringComparison.OrdinalIgnoreCase));
            parts |= part != EmojiParts.None
                ? part
                : throw new UsageException($"--caption-splits: expected some of train, validation, test and all for emoji; found '{name}'.");
        }
        return parts;
    }

    private static CaptionForm FormOf(string option, string path) =>
        Directory.Exists(path) ? (File.Exists(Path.Combine(path, "emoji.json")) ? CaptionForm.Emoji : CaptionForm.Folder)
        : !File.Exists(path) ? throw new DatasetNotFoundException($"There is no file or folder '{path}'.")
        : Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => CaptionForm.Csv,
            ".jsonl" or ".ndjson" => CaptionForm.JsonLines,
            ".json" => FormOfJson(path),
            _ => throw new UsageException($"{option}: expected {Forms}; found '{path}'."),
        };

    private static CaptionForm FormOfJson(string path)
    {
        const string Coco = "COCO's captions (annotations beside images)", Karpathy = "Karpathy's splits (images with sentences)";
        using JsonDocument document = new CaptionJson(path).Parse();
        JsonElement root = document.RootElement;
        bool hasAnnotations = Has(root, "annotations"),
            hasSentences = Has(root, "images") && root.GetProperty("images") is { ValueKind: JsonValueKind.Array } images
                && images.EnumerateArray().Any(image => Has(image, "sentences"));
        return (hasAnnotations, hasSentences) switch
        {
            (true, false) => CaptionForm.Coco,
            (false, true) => CaptionForm.Karpathy,
            (true, true) => throw new InvalidDataException($"'{path}': expected {Coco} or {Karpathy}, found both."),
            _ => throw new InvalidDataException($"'{path}': expected {Coco} or {Karpathy}, found neither; a table of JSON lines is called .jsonl."),
        };

        static bool Has(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _);
    }
}
