using System.Text.Json.Serialization;

namespace CausalFusion.ML.Persistence;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(GeneratorSettings))]
[JsonSerializable(typeof(EditorSettings))]
[JsonSerializable(typeof(FeaturizerSettings))]
internal sealed partial class SettingsJsonContext : JsonSerializerContext;
