using System.Text.Json;

namespace CausalFusion.Data;

/// <summary>Karpathy's splits of caption data, as <c>dataset_coco.json</c>: <c>images</c> with a split, a file name and <c>sentences</c>.</summary>
public static class KarpathyCaptions
{
    /// <summary>Reads the images of some splits.</summary>
    /// <param name="file">The file.</param>
    /// <param name="folder">The folder of the images; an image's <c>filepath</c>, where it has one, is a folder in it.</param>
    /// <param name="splits">The names of the splits, at least one: <c>train</c>, <c>restval</c>, <c>val</c>, <c>test</c>.</param>
    /// <param name="options">What becomes of images that aren't there; the defaults where null.</param>
    /// <exception cref="ArgumentException">No split is named.</exception>
    /// <exception cref="InvalidDataException">
    /// The file isn't such JSON, an id occurs twice, there is no such split, a path leaves the folder, or an image isn't there; it says where.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static CaptionedImages Read(string file, string folder, IReadOnlyCollection<string> splits, CaptionedImagesOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(splits);
        if (splits.Count == 0)
        {
            throw new ArgumentException("expected the name of a split, found none.", nameof(splits));
        }
        var json = new CaptionJson(file);
        var collector = new CaptionCollector(file, folder, options);
        HashSet<string> ids = new(StringComparer.Ordinal), found = new(StringComparer.Ordinal);
        using JsonDocument document = json.Parse();
        foreach ((JsonElement image, string place) in json.Items(document.RootElement, "images"))
        {
            string id = json.Id(image, "imgid", place), split = json.Text(image, "split", place);
            if (!ids.Add(id))
            {
                throw json.Refuse(place, "an imgid of its own", $"{id} again");
            }
            found.Add(split);
            if (splits.Contains(split))
            {
                string? path = json.OptionalText(image, "filepath", place);
                string name = json.Text(image, "filename", place);
                collector.Add(
                    string.IsNullOrEmpty(path) ? name : $"{path}/{name}",
                    [.. json.Items(image, "sentences", place).Select(sentence => json.Text(sentence.Element, "raw", sentence.Place))], place);
            }
        }
        return splits.FirstOrDefault(split => !found.Contains(split)) is { } missing
            ? throw json.Refuse("", $"the split '{missing}'", string.Join(", ", found.Order(StringComparer.Ordinal)))
            : collector.Build();
    }
}
