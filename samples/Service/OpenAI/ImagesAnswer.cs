using System.Text.Json.Serialization;

namespace CausalFusion.Samples.Service.OpenAI;

/// <summary>The answer of POST /v1/images/generations.</summary>
/// <param name="Created">When, in seconds since 1970.</param>
/// <param name="Data">The images.</param>
internal sealed record ImagesAnswer(
    [property: JsonPropertyName("created")] long Created, [property: JsonPropertyName("data")] IReadOnlyList<ImagesAnswer.Image> Data)
{
    /// <summary>An image: a file, or where it lies.</summary>
    /// <param name="Url">Its address; null where it is a file.</param>
    /// <param name="Base64">The file; null where it is an address.</param>
    internal sealed record Image(
        [property: JsonPropertyName("url"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url = null,
        [property: JsonPropertyName("b64_json"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Base64 = null);
}
