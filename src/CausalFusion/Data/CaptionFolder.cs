using System.Text;
using CausalFusion.Files;

namespace CausalFusion.Data;

/// <summary>A folder of images, each with a text file of its name beside it that has a caption on each line: <c>a.jpg</c> and <c>a.txt</c>.</summary>
/// <remarks>Images are in the ordinal order of their names. Those without a text file, and files of other kinds, are counted.</remarks>
public static class CaptionFolder
{
    private const int LongestText = 1 << 20;

    /// <summary>Lists a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">Which files are images, and what becomes of text files without one; the defaults where null.</param>
    /// <exception cref="DatasetNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">
    /// Two images have one name, a text is too long or no UTF-8, there is no image for it, or no image has a caption; the message names it.
    /// </exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static CaptionedImages List(string folder, CaptionedImagesOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new CaptionedImagesOptions();
        if (!Directory.Exists(folder))
        {
            throw new DatasetNotFoundException($"There is no folder '{folder}'.");
        }
        var images = new ImageFolderOptions { Extensions = options.Extensions };
        string[] names = [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)!).Where(name => !name.StartsWith('.')).Order(
            StringComparer.Ordinal)];
        var collector = new CaptionCollector(folder, folder, options);
        var texts = names.Where(name => name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)).ToHashSet(StringComparer.Ordinal);
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in names.Where(name => !texts.Contains(name)))
        {
            if (!images.IsImage(name))
            {
                collector.LeaveOut("files of other kinds", name);
                continue;
            }
            string text = Path.ChangeExtension(name, ".txt");
            if (!texts.Contains(text))
            {
                collector.Add(name, [], name);
            }
            else if (!taken.TryAdd(text, name))
            {
                throw new InvalidDataException($"'{folder}': expected one image for '{text}', found '{taken[text]}' and '{name}'.");
            }
            else
            {
                collector.Add(name, LinesOf(Path.Combine(folder, text)), text);
            }
        }
        foreach (string text in texts.Where(text => !taken.ContainsKey(text)).Order(StringComparer.Ordinal))
        {
            if (options.OnMissingImage == BadImageAction.Fail)
            {
                throw new InvalidDataException($"'{Path.Combine(folder, text)}': expected an image of this name beside it, found none.");
            }
            collector.LeaveOut("captions without an image", text);
        }
        return collector.Build();
    }

    private static string[] LinesOf(string path)
    {
        if (new FileInfo(path).Length > LongestText)
        {
            throw new InvalidDataException($"'{path}': expected captions of at most {LongestText} bytes, found {new FileInfo(path).Length}.");
        }
        try
        {
            return StrictUtf8.Decode(File.ReadAllBytes(path)).TrimStart('\uFEFF').Split('\n');
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException($"'{path}': expected UTF-8: {exception.Message}", exception);
        }
    }
}
