using System.Text.Json;
using System.Text.Json.Serialization;

namespace CausalFusion.Settings;

/// <summary>A value with a text form, as a JSON string.</summary>
/// <typeparam name="T">A type whose <see cref="object.ToString"/> is what its Parse reads.</typeparam>
internal class TextJsonConverter<T> : JsonConverter<T>
    where T : class, IParsable<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException($"Expected a string for {typeof(T).Name}; found {reader.TokenType}.");
        }
        try
        {
            return T.Parse(reader.GetString()!, null);
        }
        catch (FormatException ex)
        {
            throw new JsonException(ex.Message, ex);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.ToString());
    }
}
