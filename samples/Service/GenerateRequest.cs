using System.Text.Json;
using System.Text.Json.Serialization;

namespace CausalFusion.Samples.Service;

/// <summary>The body of POST /generate.</summary>
internal sealed class GenerateRequest
{
    /// <summary>The class: its name, or its number. Absent or null: no particular class.</summary>
    public JsonElement? Class { get; set; }

    /// <summary>How many images.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The seed of the first image; the next have the next ones. Absent or null: a fresh one.</summary>
    public ulong? Seed { get; set; }

    /// <summary>AR steps: 1 is pure diffusion, one for each token pure autoregression.</summary>
    public int ArSteps { get; set; } = 1;

    /// <summary>Diffusion steps in each AR step.</summary>
    public int DiffusionSteps { get; set; } = 50;

    /// <summary>The scale of classifier-free guidance; 1 is none.</summary>
    public double Guidance { get; set; } = 3;
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(GenerateRequest))]
internal sealed partial class GenerateRequestJson : JsonSerializerContext;
