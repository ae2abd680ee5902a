using System.Globalization;
using System.Text.Json;

namespace CausalFusion.Data;

/// <summary>
/// Emoji of 64×64 pixels with their names for captions, from the folder of an npm package such as <c>emoji-datasource-google</c>:
/// <c>emoji.json</c> and <c>img/google/64</c>.
/// </summary>
/// <remarks>
/// An emoji and its variations, by skin, by the signs for women and men and by the persons that it is made with (a woman, a man or an adult, who is
/// an artist; families, couples), what it has replaced, and what has the very same image, as some flags have, are in one part, so that none of them
/// is measured by that another was trained on. What is transparent shows white, as by every decoder here.
/// </remarks>
public static class EmojiImages
{
    private const string Images = "img/google/64";

    /// <summary>Reads the package's folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="parts">Which part, or several of them.</param>
    /// <param name="options">What becomes of emoji whose image isn't there; the defaults where null.</param>
    /// <param name="skinVariations">Whether the variations by skin are read too, which are half of the images.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parts"/> is none of them.</exception>
    /// <exception cref="DatasetNotFoundException">There is no such folder, or no <c>emoji.json</c> in it.</exception>
    /// <exception cref="InvalidDataException">The file is no list of emoji, one occurs twice, or an image isn't there; it says where.</exception>
    public static CaptionedImages Read(string folder, EmojiParts parts, CaptionedImagesOptions? options = null, bool skinVariations = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (parts is EmojiParts.None or > EmojiParts.All or < EmojiParts.None)
        {
            throw new ArgumentOutOfRangeException(nameof(parts), parts, "expected one part of the emoji, or several.");
        }
        string source = Path.Combine(folder, "emoji.json");
        if (!File.Exists(source))
        {
            throw new DatasetNotFoundException($"'{folder}': expected emoji.json of the npm package emoji-datasource-google there, found none.");
        }
        var json = new CaptionJson(source);
        var collector = new CaptionCollector(source, Path.Combine(folder, Images), options);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        using JsonDocument document = json.Parse();
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw json.Refuse("", "an array of emoji", document.RootElement.ValueKind.ToString());
        }
        EmojiSplit? split = parts == EmojiParts.All ? null : SplitOf(document.RootElement, json, Path.Combine(folder, Images));
        foreach ((int number, JsonElement emoji) in document.RootElement.EnumerateArray().Index())
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"[{number}]"), code = json.Text(emoji, "unified", place);
            if (!seen.Add(code))
            {
                throw json.Refuse(place, "a new emoji", $"'{code}' again");
            }
            string name = json.Text(emoji, "name", place).ToLowerInvariant().Replace('-', ' ');
            string category = json.Text(emoji, "category", place).ToLowerInvariant();
            string image = json.Text(emoji, "image", place);
            if (split is not null && !parts.HasFlag(split.PartOf(CodeOf(emoji, json, place))))
            {
                continue;
            }
            collector.Add(image, [name, $"{name}, {category}"], place);
            if (skinVariations && emoji.TryGetProperty("skin_variations", out JsonElement variations))
            {
                if (variations.ValueKind != JsonValueKind.Object)
                {
                    throw json.Refuse(place, "skin_variations of type Object", variations.ValueKind.ToString());
                }
                foreach (JsonProperty variation in variations.EnumerateObject())
                {
                    IEnumerable<string> skins = variation.Name.Split('-').Select(skin => EmojiSkins.Names.GetValueOrDefault(skin, skin));
                    string skinned = $"{name}, {string.Join(" and ", skins)}";
                    string where = $"{place}, skin_variations, {variation.Name}";
                    collector.Add(json.Text(variation.Value, "image", where), [skinned, $"{skinned}, {category}"], where);
                }
            }
        }
        return collector.Build();
    }

    private static EmojiSplit SplitOf(JsonElement all, CaptionJson json, string images)
    {
        var split = new EmojiSplit();
        foreach ((int number, JsonElement emoji) in all.EnumerateArray().Index())
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"[{number}]");
            // Of an image elsewhere nothing is read: it is refused when it is taken.
            split.Add(CodeOf(emoji, json, place), Path.Combine(images, Path.GetFileName(json.Text(emoji, "image", place))));
        }
        return split;
    }

    // What has replaced another goes with it.
    private static string CodeOf(JsonElement emoji, CaptionJson json, string place) =>
        json.OptionalText(emoji, "obsoletes", place) ?? json.Text(emoji, "unified", place);
}
