using System.Text.Json.Serialization;

namespace CausalFusion.Samples.Service.OpenAI;

/// <summary>The answer of POST /v1/images/generations.</summary>
/// <param name="Created">When, in seconds since 1970.</param>
/// <param name="Data">The images.</param>
internal sealed record ImagesAnswer(
    [property: JsonPropertyName("created")] long Created, [property: JsonPropertyName("data")] IReadOnlyList<ImagesAnswer.Image> Data)
{
    /// <summary>An image: a file, or where it lies.</summary>
    /// <param name="Url">Its address.</param>
    /// <param name="Base64">The file.</param>
    internal sealed record Image(
        [property: JsonPropertyName("url"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url,
        [property: JsonPropertyName("b64_json"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Base64);
}
