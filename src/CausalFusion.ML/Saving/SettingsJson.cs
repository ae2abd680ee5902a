using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CausalFusion.ML.Networks;

namespace CausalFusion.ML.Saving;

/// <summary>
/// A component's settings as JSON, whose members are the settings' own in snake case. What is null is left out, and what is absent has its default.
/// </summary>
internal static class SettingsJson
{
    // By reflection: source-generated readers replace the default of an absent init-only property by zero.
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>The settings as JSON.</summary>
    public static string Write<TSettings>(TSettings settings) where TSettings : ComponentSettings => JsonSerializer.Serialize(settings, _options);

    /// <summary>Reads settings.</summary>
    /// <exception cref="JsonException">
    /// The text is no JSON, or has a member that is not known, lacks one that is needed, or has a value that none can have.
    /// </exception>
    public static TSettings Read<TSettings>(string json) where TSettings : ComponentSettings =>
        JsonSerializer.Deserialize<TSettings>(json, _options) ?? throw new JsonException("expected an object, found null.");
}
