using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CausalFusion.Samples.Service.Pictures;

/// <summary>What an image was asked for by: what its file says, and what a request can say again.</summary>
/// <param name="Model">The network's name.</param>
/// <param name="Class">The class's name; null for no particular one, and where there are none.</param>
/// <param name="Prompt">The text; null for none.</param>
/// <param name="Negative">What guidance leads away from: a text, or a class's name; null for nothing in particular.</param>
/// <param name="Seed">The seed; of a job, that of its first image.</param>
/// <param name="ArSteps">AR steps.</param>
/// <param name="DiffusionSteps">Diffusion steps in each AR step.</param>
/// <param name="Sampler">The sampler's text form.</param>
/// <param name="Order">The token order's text form.</param>
/// <param name="Guidance">The guidance scale.</param>
/// <param name="Edited">Whether a part of a picture was kept, which the file says without holding that picture.</param>
internal sealed record ImageParameters(
    string Model, string? Class, string? Prompt, string? Negative, ulong Seed, int ArSteps, int DiffusionSteps, string Sampler, string Order,
    double Guidance, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Edited = false)
{
    /// <summary>The name of the text in a PNG file that holds this.</summary>
    public const string Keyword = "causalfusion";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // As it is, such as the + of a sampler: the text stands in no HTML, and what shows it must take it for text.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes this into an image's file.</summary>
    public byte[] WriteTo(byte[] png) => PngText.Write(png, Keyword, JsonSerializer.Serialize(this, _json));
}
