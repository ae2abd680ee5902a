using CausalFusion.Files;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Families.Transfusion;

/// <summary>Transfusion (Zhou et al. 2024): text token by token and images by diffusion, in one sequence.</summary>
internal sealed class TransfusionFamily : ModelFamily
{
    private TransfusionFamily()
    {
    }

    public static TransfusionFamily Instance { get; } = new();

    public override string Kind => TransfusionConfig.FamilyName;

    public override ModelCapabilities Capabilities { get; } = new() { HasFeatures = true, ReadsText = true };

    public override IReadOnlyDictionary<string, ImageModelConfig> Presets { get; } = new Dictionary<string, ImageModelConfig>();

    public override TransfusionConfig ReadConfig(string json) => TransfusionConfig.FromJson(json);

    /// <summary>None: its weights have the names of CausalFusion's, so that a file must say which they are.</summary>
    internal override IReadOnlyList<string> Landmarks { get; } = [];

    internal override bool Recognizes(ITensorSource weights) => false;

    internal override TransfusionConfig InferConfig(ITensorSource weights, ImageModelConfig? like) =>
        (TransfusionConfig?)like ?? throw new InvalidDataException(
            $"'{weights.Name}': expected the configuration of a network of kind '{Kind}' beside its weights, which do not show it; found none.");

    internal override TransfusionModel Build(ImageModelConfig config, ulong? seed, Device? device) =>
        seed is { } drawn
            ? new TransfusionModel((TransfusionConfig)config, drawn, device)
            : TransfusionModel.ToBeFilled((TransfusionConfig)config, device);
}
