using System.Text.Json.Serialization;

namespace CausalFusion.Samples.Service.OpenAI;

/// <summary>The answer of GET /v1/models.</summary>
/// <param name="Data">The networks.</param>
/// <param name="Object">What this is.</param>
internal sealed record ModelsAnswer(
    [property: JsonPropertyName("data")] IReadOnlyList<ModelsAnswer.Model> Data, [property: JsonPropertyName("object")] string Object = "list")
{
    /// <summary>A network.</summary>
    /// <param name="Id">Its name.</param>
    /// <param name="Created">When its file was written, in seconds since 1970.</param>
    /// <param name="OwnedBy">Whose it is.</param>
    /// <param name="Object">What this is.</param>
    internal sealed record Model(
        [property: JsonPropertyName("id")] string Id,
        [property: JsonPropertyName("created")] long Created,
        [property: JsonPropertyName("owned_by")] string OwnedBy = "causalfusion",
        [property: JsonPropertyName("object")] string Object = "model");
}
