using System.Globalization;
using System.Text.Json;

namespace CausalFusion.Data;

/// <summary>Reads JSON files of captions; what is wrong in them is named by its place.</summary>
/// <param name="source">The file.</param>
internal sealed class CaptionJson(string source)
{
    private const long LongestFile = 1L << 30;

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="InvalidDataException">It isn't JSON, or too long.</exception>
    public JsonDocument Parse()
    {
        using FileStream file = File.OpenRead(source);
        if (file.Length > LongestFile)
        {
            throw Refuse("", $"a file of at most {LongestFile} bytes", file.Length.ToString(CultureInfo.InvariantCulture));
        }
        try
        {
            return JsonDocument.Parse(file);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{source}': expected JSON: {exception.Message}", exception);
        }
    }

    /// <summary>The elements of an array, each with its place.</summary>
    public IEnumerable<(JsonElement Element, string Place)> Items(JsonElement parent, string name, string place = "")
    {
        JsonElement array = Field(parent, name, JsonValueKind.Array, place);
        int number = 0;
        foreach (JsonElement element in array.EnumerateArray())
        {
            yield return (element, string.Create(CultureInfo.InvariantCulture, $"{(place.Length > 0 ? place + ", " : "")}{name}[{number++}]"));
        }
    }

    /// <summary>A text.</summary>
    public string Text(JsonElement parent, string name, string place) => TextOf(Field(parent, name, JsonValueKind.String, place), name, place);

    /// <summary>A text, or each text of an array.</summary>
    public string[] Texts(JsonElement parent, string name, string place) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement texts) && texts.ValueKind == JsonValueKind.Array
            ? [.. texts.EnumerateArray().Select(text => text.ValueKind == JsonValueKind.String
                ? TextOf(text, name, place)
                : throw Refuse(place, $"{name} of texts", $"{text.ValueKind}"))]
            : [Text(parent, name, place)];

    /// <summary>An id: a whole number or a text.</summary>
    public string Id(JsonElement parent, string name, string place) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement id)
            ? id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out long number) ? number.ToString(CultureInfo.InvariantCulture)
            : id.ValueKind == JsonValueKind.String ? TextOf(id, name, place)
            : throw Refuse(place, $"{name}, a whole number or a text", id.ValueKind.ToString())
            : throw Refuse(place, name, "none");

    /// <summary>A text that may be missing or null.</summary>
    public string? OptionalText(JsonElement parent, string name, string place) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement field) && field.ValueKind != JsonValueKind.Null
            ? Text(parent, name, place) : null;

    /// <summary>What is wrong at a place.</summary>
    public InvalidDataException Refuse(string place, string expected, string found) =>
        new($"'{source}'{(place.Length > 0 ? ", " + place : "")}: expected {expected}, found {found}.");

    private string TextOf(JsonElement text, string name, string place)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidDataException($"'{source}', {place}, {name}: expected valid Unicode: {exception.Message}", exception);
        }
    }

    private JsonElement Field(JsonElement parent, string name, JsonValueKind kind, string place) =>
        parent.ValueKind != JsonValueKind.Object ? throw Refuse(place, $"an object with {name}", parent.ValueKind.ToString())
        : !parent.TryGetProperty(name, out JsonElement field) ? throw Refuse(place, name, "none")
        : field.ValueKind == kind ? field : throw Refuse(place, $"{name} of type {kind}", field.ValueKind.ToString());
}
