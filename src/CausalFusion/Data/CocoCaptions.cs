using System.Text.Json;

namespace CausalFusion.Data;

/// <summary>MS-COCO's file of captions: <c>images</c> with an id and a file name, <c>annotations</c> with the id of an image and a caption.</summary>
public static class CocoCaptions
{
    /// <summary>Reads a file.</summary>
    /// <param name="file">The file, as <c>captions_train2017.json</c>.</param>
    /// <param name="folder">The folder of the images.</param>
    /// <param name="options">What becomes of images that aren't there; the defaults where null.</param>
    /// <exception cref="InvalidDataException">
    /// The file isn't such JSON, an id occurs twice, a caption is of no image, a path leaves the folder, or an image isn't there; it says where.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static CaptionedImages Read(string file, string folder, CaptionedImagesOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var json = new CaptionJson(file);
        using JsonDocument document = json.Parse();
        var images = new Dictionary<string, (string File, string Place, List<string> Captions)>(StringComparer.Ordinal);
        foreach ((JsonElement image, string place) in json.Items(document.RootElement, "images"))
        {
            string id = json.Id(image, "id", place);
            if (!images.TryAdd(id, (json.Text(image, "file_name", place), place, [])))
            {
                throw json.Refuse(place, "an id of its own", $"{id}, which is that of {images[id].Place}");
            }
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((JsonElement annotation, string place) in json.Items(document.RootElement, "annotations"))
        {
            string id = json.Id(annotation, "id", place), image = json.Id(annotation, "image_id", place);
            if (!seen.Add(id))
            {
                throw json.Refuse(place, "an id of its own", $"{id} again");
            }
            if (!images.TryGetValue(image, out (string File, string Place, List<string> Captions) found))
            {
                throw json.Refuse(place, "the id of an image", image);
            }
            found.Captions.Add(json.Text(annotation, "caption", place));
        }
        var collector = new CaptionCollector(file, folder, options);
        foreach ((string name, string place, List<string> captions) in images.Values)
        {
            collector.Add(name, captions, place);
        }
        return collector.Build();
    }
}
