using System.Text.Json.Serialization;

namespace CausalFusion.Models;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CausalFusionConfig))]
internal sealed partial class ConfigJsonContext : JsonSerializerContext;
