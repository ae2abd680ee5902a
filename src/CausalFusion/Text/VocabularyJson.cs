using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CausalFusion.Text;

/// <summary>The JSON form of a vocabulary.</summary>
internal static class VocabularyJson
{
    private const string Splitting = "splitting", Tokens = "tokens", Special = "special_tokens", Begin = "begin", End = "end", Pad = "pad",
        Fingerprint = "fingerprint", Lowercases = "lowercases";

    private static readonly string[] _fields = [Splitting, Tokens, Special, Begin, End, Pad, Fingerprint, Lowercases];

    // The text is an entry of a model file, not of a page.
    private static readonly JsonWriterOptions _writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Vocabulary vocabulary)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, _writing))
        {
            writer.WriteStartObject();
            writer.WriteString(Fingerprint, vocabulary.Fingerprint);
            writer.WriteString(Splitting, vocabulary.Splitting.ToString());
            if (vocabulary.Lowercases)
            {
                writer.WriteBoolean(Lowercases, true);
            }
            writer.WriteString(Begin, vocabulary.Names.Begin);
            writer.WriteString(End, vocabulary.Names.End);
            writer.WriteString(Pad, vocabulary.Names.Pad);
            writer.WriteStartObject(Special);
            foreach ((string name, int id) in vocabulary.SpecialTokens.OrderBy(pair => pair.Value))
            {
                writer.WriteNumber(name, id);
            }
            writer.WriteEndObject();
            writer.WriteStartArray(Tokens);
            for (int id = 0; id < vocabulary.TokenCount; id++)
            {
                writer.WriteStringValue(ByteLevelText.Of(vocabulary.BytesOf(id)));
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <exception cref="InvalidDataException">The text is no vocabulary.</exception>
    public static Vocabulary Read(string json)
    {
        if (json.Length > VocabularyLimits.FileBytes)
        {
            throw new InvalidDataException($"vocabulary: expected at most {VocabularyLimits.FileBytes} characters, found {json.Length}.");
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 3 });
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw Refuse($"expected an object, found {root.ValueKind}");
            }
            if (root.EnumerateObject().Select(field => field.Name).FirstOrDefault(name => !_fields.Contains(name)) is { } unknown)
            {
                throw Refuse($"expected {string.Join(", ", _fields)}, found '{Short(unknown)}'");
            }
            var vocabulary = new Vocabulary(
                TextSplitting.Parse(TextOf(root, Splitting)), [.. TokensOf(root)], SpecialOf(root),
                new SpecialTokenNames(TextOf(root, Begin), TextOf(root, End), TextOf(root, Pad)), FlagOf(root, Lowercases));
            // Tokens may be missing before the special ones without a trace, as ids may have gaps there. Files of before had no fingerprint.
            if (root.TryGetProperty(Fingerprint, out _) && TextOf(root, Fingerprint) is { } said && said != vocabulary.Fingerprint)
            {
                throw Refuse($"{Fingerprint}: expected {vocabulary.Fingerprint}, that of the tokens there, found '{Short(said)}'");
            }
            return vocabulary;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or FormatException or InvalidOperationException)
        {
            // A JSON string of half a surrogate pair is an InvalidOperationException.
            throw new InvalidDataException($"vocabulary: {exception.Message}", exception);
        }
    }

    private static List<ReadOnlyMemory<byte>> TokensOf(JsonElement root)
    {
        JsonElement array = Field(root, Tokens, JsonValueKind.Array);
        var tokens = new List<ReadOnlyMemory<byte>>();
        foreach (JsonElement token in array.EnumerateArray())
        {
            if (tokens.Count == VocabularyLimits.Size)
            {
                throw Refuse($"{Tokens}: expected at most {VocabularyLimits.Size}, found {array.GetArrayLength()}");
            }
            if (token.ValueKind != JsonValueKind.String)
            {
                throw Refuse($"{Tokens}, {tokens.Count}: expected a string, found {token.ValueKind}");
            }
            string text = token.GetString()!;
            tokens.Add(ByteLevelText.TryParse(text, out byte[]? bytes)
                ? bytes
                : throw Refuse($"{Tokens}, {tokens.Count}: expected characters that stand for bytes, found '{Short(text)}'"));
        }
        return tokens;
    }

    private static Dictionary<string, int> SpecialOf(JsonElement root)
    {
        var special = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (JsonProperty token in Field(root, Special, JsonValueKind.Object).EnumerateObject())
        {
            special.Add(token.Name, token.Value.ValueKind == JsonValueKind.Number && token.Value.TryGetInt32(out int id)
                ? id
                : throw Refuse($"{Special}, '{Short(token.Name)}': expected an id, found {Short(token.Value.GetRawText())}"));
        }
        return special;
    }

    private static bool FlagOf(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement flag)
        && (flag.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? flag.GetBoolean()
            : throw Refuse($"{name}: expected true or false, found {flag.ValueKind}"));

    private static string TextOf(JsonElement root, string name) => Field(root, name, JsonValueKind.String).GetString()!;

    private static JsonElement Field(JsonElement root, string name, JsonValueKind kind) =>
        !root.TryGetProperty(name, out JsonElement field) ? throw Refuse($"expected {name}, found none")
        : field.ValueKind == kind ? field
        : throw Refuse($"{name}: expected {kind}, found {field.ValueKind}");

    private static InvalidDataException Refuse(string what) => new($"vocabulary: {what}.");

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
