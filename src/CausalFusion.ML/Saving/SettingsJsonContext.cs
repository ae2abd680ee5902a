using System.Text.Json.Serialization;
using CausalFusion.ML.Editing;
using CausalFusion.ML.Featurization;
using CausalFusion.ML.Generation;

namespace CausalFusion.ML.Saving;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(GeneratorSettings))]
[JsonSerializable(typeof(EditorSettings))]
[JsonSerializable(typeof(FeaturizerSettings))]
internal sealed partial class SettingsJsonContext : JsonSerializerContext;
