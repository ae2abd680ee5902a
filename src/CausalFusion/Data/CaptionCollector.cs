namespace CausalFusion.Data;

/// <summary>Collects images and captions by the rules for every kind of file: nothing leaves the folder, nothing vanishes silently.</summary>
internal sealed class CaptionCollector(string source, string folder, CaptionedImagesOptions? options)
{
    private const int LongestCaption = 10_000;

    private readonly CaptionedImagesOptions _options = options ?? new CaptionedImagesOptions();
    private readonly Dictionary<string, List<string>> _captions = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];
    private readonly Dictionary<string, LeftOutFiles> _leftOut = [];

    /// <summary>Adds captions to an image.</summary>
    /// <param name="file">Its path from the folder.</param>
    /// <param name="captions">The captions; empty ones are no captions.</param>
    /// <param name="place">Where in the source this is said, for the message.</param>
    /// <exception cref="InvalidDataException">The path leaves the folder, a caption is too long, or the image isn't there and must be.</exception>
    public void Add(string file, IEnumerable<string> captions, string place)
    {
        string path = file.Replace('\\', '/');
        if (path.Length == 0 || Path.IsPathRooted(path) || path.AsSpan().ContainsAny(':', '\0')
            || path.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw new InvalidDataException($"'{source}', {place}: expected the path of an image within the folder, found '{Short(file)}'.");
        }
        string[] kept = [.. captions.Select(caption => caption.Trim()).Where(caption => caption.Length > 0)];
        if (kept.FirstOrDefault(caption => caption.Length > LongestCaption) is { } tooLong)
        {
            throw new InvalidDataException(
                $"'{source}', {place}: expected a caption of at most {LongestCaption} characters, found {tooLong.Length}, '{Short(tooLong)}'.");
        }
        if (_captions.TryGetValue(path, out List<string>? known))
        {
            known.AddRange(kept);
            return;
        }
        if (!File.Exists(Path.Combine(folder, path)))
        {
            if (_options.OnMissingImage == BadImageAction.Fail)
            {
                throw new InvalidDataException($"'{source}', {place}: expected the image '{Short(path)}' in '{folder}', found none.");
            }
            LeaveOut("captioned images that aren't there", path);
            return;
        }
        _captions.Add(path, [.. kept]);
        _files.Add(path);
    }

    /// <summary>Counts something that is left out.</summary>
    public void LeaveOut(string kind, string file) => _leftOut[kind] =
        _leftOut.TryGetValue(kind, out LeftOutFiles? found) ? found with { Count = found.Count + 1 } : new LeftOutFiles(kind, 1, file);

    /// <exception cref="InvalidDataException">No image has a caption.</exception>
    public CaptionedImages Build()
    {
        foreach (string file in _files.Where(file => _captions[file].Count == 0))
        {
            LeaveOut("images without a caption", file);
        }
        (string, string[])[] images = [.. _files.Where(file => _captions[file].Count > 0).Select(file => (file, _captions[file].ToArray()))];
        return images.Length > 0 ? new CaptionedImages(folder, images, [.. _leftOut.Values]) : throw new InvalidDataException(
            $"'{source}': expected images with captions, found none{(_leftOut.Count == 0 ? "" : $", but {Others()}")}.");

        string Others() => string.Join(", ", _leftOut.Values.Select(files => $"{files.Count} {files.Kind} ('{files.Example}')"));
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
