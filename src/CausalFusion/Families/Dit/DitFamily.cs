using CausalFusion.Files;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Families.Dit;

/// <summary>The diffusion transformer with adaptive layer norms (DiT, Peebles and Xie 2023).</summary>
internal sealed class DitFamily : ModelFamily
{
    private DitFamily()
    {
    }

    public static DitFamily Instance { get; } = new();

    public override string Kind => DitConfig.FamilyName;

    public override ModelCapabilities Capabilities { get; } = new() { CanGuideChannels = true };

    public override IReadOnlyDictionary<string, ImageModelConfig> Presets { get; } =
        DitPresets.All.ToDictionary(preset => preset.Key, ImageModelConfig (preset) => preset.Value, StringComparer.OrdinalIgnoreCase);

    public override DitConfig ReadConfig(string json) => DitConfig.FromJson(json);

    internal override IReadOnlyList<string> Landmarks { get; } = ["x_embedder.proj.weight", DiffusersNames.PatchWeight];

    internal override bool Recognizes(ITensorSource weights) =>
        weights.Entries.ContainsKey("x_embedder.proj.weight") || DiffusersNames.AreIn(weights);

    internal override ITensorSource Named(ITensorSource weights, ImageModelConfig config) =>
        DiffusersNames.AreIn(weights) ? DiffusersNames.View(weights, config.Grid) : weights;

    internal override DitConfig InferConfig(ITensorSource weights, ImageModelConfig? like) => DitCheckpointShape.Infer(weights, (DitConfig?)like);

    internal override DitModel Build(ImageModelConfig config, ulong? seed, Device? device) =>
        seed is { } drawn ? new DitModel((DitConfig)config, drawn, device) : DitModel.ToBeFilled((DitConfig)config, device);
}
