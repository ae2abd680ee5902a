using System.Globalization;
using System.Text.Json;

namespace CausalFusion.Samples.Service.Requests;

/// <summary>Reads the fields of a JSON object, and collects by field what is wrong.</summary>
internal sealed class FieldReader
{
    private const string Body = "body";
    private const int Shown = 100;

    // An order that gives the place of each token.
    private const int LongestSetting = 12_000;

    private readonly Dictionary<string, JsonElement> _fields = [];
    private readonly Dictionary<string, string[]> _errors = [];
    private readonly HashSet<string> _known = [];

    private FieldReader()
    {
    }

    /// <summary>What is wrong: texts by field, each beginning with the field's name.</summary>
    public Dictionary<string, string[]> Errors => _errors;

    /// <summary>Reads a body.</summary>
    public static async Task<(FieldReader Fields, IDisposable? Document)> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            JsonDocument document = await JsonDocument.ParseAsync(body, Options, cancellationToken).ConfigureAwait(false);
            return (Of(document), document);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (Refusing(exception), null);
        }
    }

    /// <summary>Reads a text.</summary>
    public static (FieldReader Fields, IDisposable? Document) Read(string json)
    {
        try
        {
            var document = JsonDocument.Parse(json, Options);
            return (Of(document), document);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (Refusing(exception), null);
        }
    }

    private static JsonDocumentOptions Options => new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>Tells of a field what is wrong with it.</summary>
    public void Refuse(string field, string problem) => _errors.TryAdd(field, [$"{field} {problem}"]);

    /// <summary>Whether a field is there and not null.</summary>
    public bool Has(string field) => Find(field) is not null;

    /// <summary>A text; null where it is absent.</summary>
    public string? Text(string field, int most)
    {
        if (Find(field) is not { } value)
        {
            return null;
        }
        if (value.ValueKind != JsonValueKind.String || TextOf(value) is not { } text)
        {
            Refuse(field, $"must be a string; found {Found(value)}.");
            return null;
        }
        if (text.Length > most)
        {
            Refuse(field, $"must have at most {most} characters; found {text.Length}.");
            return null;
        }
        return text;
    }

    /// <summary>A text that says what an image is to show, without the white space around it; null where it is absent.</summary>
    public string? Prompt(string field, int most)
    {
        if (Text(field, most) is not { } text)
        {
            return null;
        }
        string trimmed = text.Trim();
        return trimmed.Length > 0 || text.Length == 0
            ? trimmed
            : Refused<string?>(field, "must be a text, or empty for nothing in particular; found white space alone.", null);
    }

    /// <summary>A text, or a number as text; null where it is absent.</summary>
    public string? TextOrNumber(string field)
    {
        if (Find(field) is not { } value)
        {
            return null;
        }
        string? text = value.ValueKind switch
        {
            JsonValueKind.String => TextOf(value),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        if (text is null)
        {
            Refuse(field, $"must be a string or a number; found {Found(value)}.");
        }
        return text;
    }

    /// <summary>A whole number.</summary>
    /// <param name="field">The field.</param>
    /// <param name="otherwise">What it is where it is absent.</param>
    /// <param name="low">The least that it may be.</param>
    /// <param name="high">The most.</param>
    /// <param name="why">Why it may be no other, where that is not plain.</param>
    public long Integer(string field, long otherwise, long low, long high, string? why = null) => Find(field) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= low && number <= high ? number
        : Refused(
            field,
            $"must be {(low == high ? $"{low}" : $"a whole number from {low} to {high}")}{(why is null ? "" : $", as {why}")}; found {Found(value)}.",
            otherwise);

    /// <summary>A number.</summary>
    public double Number(string field, double otherwise, double low, double high) => Find(field) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= low && number <= high ? number
        : Refused(field, string.Create(CultureInfo.InvariantCulture, $"must be a number from {low} to {high}; found {Found(value)}."), otherwise);

    /// <summary>Yes or no.</summary>
    public bool Flag(string field) => Find(field) is { } value && (value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => Refused(field, $"must be true or false; found {Found(value)}.", false),
    });

    /// <summary>A setting with a text form.</summary>
    public T Setting<T>(string field, T otherwise) where T : IParsable<T>
    {
        if (Text(field, LongestSetting) is not { } text)
        {
            return otherwise;
        }
        try
        {
            return T.Parse(text, CultureInfo.InvariantCulture);
        }
        catch (FormatException exception)
        {
            return Refused(field, $"is none: {PlainReason.Of(exception)}", otherwise);
        }
    }

    /// <summary>The bytes of a file, in base64, as they are or as a data URL; null where it is absent.</summary>
    public byte[]? File(string field, int most)
    {
        if (Find(field) is not { } value)
        {
            return null;
        }
        if (value.ValueKind != JsonValueKind.String || TextOf(value) is not { } text)
        {
            return Refused<byte[]?>(field, $"must be a file in base64; found {Found(value)}.", null);
        }
        ReadOnlySpan<char> base64 = text.StartsWith("data:", StringComparison.Ordinal) ? text.AsSpan(text.IndexOf(',', StringComparison.Ordinal) + 1)
            : text;
        if (base64.Length / 4 * 3L > most + 3L)
        {
            return Refused<byte[]?>(field, $"must be a file of at most {most} bytes; found about {base64.Length / 4 * 3L}.", null);
        }
        byte[] bytes = new byte[(base64.Length / 4 * 3) + 3];
        return Convert.TryFromBase64Chars(base64, bytes, out int written) && written > 0
            ? bytes[..written]
            : Refused<byte[]?>(field, "must be a file in base64; found what is none.", null);
    }

    /// <summary>Tells of all fields that nothing asked for; the last thing to ask.</summary>
    public void RefuseOthers()
    {
        foreach (string field in _fields.Keys.Where(field => !_known.Contains(field)))
        {
            _errors[Cut(field)] = [$"{Cut(field)} is no field; there are {string.Join(", ", _known.Order(StringComparer.Ordinal))}."];
        }
    }

    private static FieldReader Of(JsonDocument document)
    {
        var reader = new FieldReader();
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            reader.Refuse(Body, $"must be a JSON object; found {Found(document.RootElement)}.");
            return reader;
        }
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
        {
            reader._fields.Add(property.Name, property.Value);
        }
        return reader;
    }

    private static FieldReader Refusing(Exception exception)
    {
        var reader = new FieldReader();
        reader.Refuse(Body, exception is JsonException
            ? $"must be a JSON object: {Cut(exception.Message)}"
            : "must have names of Unicode text; found one of half a surrogate pair.");
        return reader;
    }

    private JsonElement? Find(string field)
    {
        _known.Add(field);
        return _fields.TryGetValue(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private T Refused<T>(string field, string problem, T otherwise)
    {
        Refuse(field, problem);
        return otherwise;
    }

    // Null where it is no text: half of a surrogate pair.
    private static string? TextOf(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Found(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => Cut(value.GetRawText()),
    };

    private static string Cut(string text) => text.Length <= Shown ? text : text[..Shown] + "…";
}
