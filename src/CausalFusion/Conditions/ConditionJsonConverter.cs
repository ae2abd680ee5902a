using System.Text.Json;
using System.Text.Json.Serialization;

namespace CausalFusion.Conditions;

/// <summary>A condition as JSON: the number of a class, a text, or null for nothing in particular.</summary>
internal sealed class ConditionJsonConverter : JsonConverter<Condition>
{
    public override bool HandleNull => true;

    public override Condition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.TokenType switch
            {
                JsonTokenType.Null => Condition.None,
                JsonTokenType.String => Condition.OfText(reader.GetString()!),
                JsonTokenType.Number when reader.TryGetInt32(out int number) => Condition.OfClass(number),
                _ => throw new JsonException("expected the number of a class, a text, or null."),
            };
        }
        catch (ArgumentException exception)
        {
            throw new JsonException($"expected the number of a class, a text, or null: {exception.Message}", exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, Condition value, JsonSerializerOptions options)
    {
        if (value.Class is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(value.Text); // null where there is none
        }
    }
}
