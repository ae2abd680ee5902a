using CausalFusion.Files;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Families.CausalFusion;

/// <summary>CausalFusion, the paper's own family; the in-context DiT is of it, too.</summary>
internal sealed class CausalFusionFamily : ModelFamily
{
    private CausalFusionFamily()
    {
    }

    public static CausalFusionFamily Instance { get; } = new();

    public override string Kind => CausalFusionConfig.FamilyName;

    public override ModelCapabilities Capabilities { get; } = new() { HasArAxis = true, CanEdit = true, HasFeatures = true, ReadsText = true };

    public override IReadOnlyDictionary<string, ImageModelConfig> Presets { get; } =
        CausalFusionPresets.All.ToDictionary(preset => preset.Key, ImageModelConfig (preset) => preset.Value, StringComparer.OrdinalIgnoreCase);

    public override CausalFusionConfig ReadConfig(string json) => CausalFusionConfig.FromJson(json);

    internal override IReadOnlyList<string> Landmarks { get; } = ["x_proj.weight"];

    internal override bool Recognizes(ITensorSource weights) =>
        weights.Entries.ContainsKey("x_proj.weight") && !weights.Entries.ContainsKey("text_embed.weight");

    internal override CausalFusionConfig InferConfig(ITensorSource weights, ImageModelConfig? like) =>
        CheckpointShape.Infer(weights, (CausalFusionConfig?)like);

    internal override CausalFusionModel Build(ImageModelConfig config, ulong? seed, Device? device) =>
        seed is { } drawn
            ? new CausalFusionModel((CausalFusionConfig)config, drawn, device)
            : CausalFusionModel.ToBeFilled((CausalFusionConfig)config, device);
}
