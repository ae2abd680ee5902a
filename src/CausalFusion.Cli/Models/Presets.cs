using CausalFusion.Models;

namespace CausalFusion.Cli.Models;

/// <summary>The shapes of networks that have a name.</summary>
internal static class Presets
{
    /// <summary>Every preset, by name.</summary>
    public static IReadOnlyList<ModelSummary> All { get; } =
    [
        .. CausalFusionPresets.All.Select(preset => ModelSummary.Of(preset.Value) with { Name = preset.Key }),
        .. DitPresets.All.Select(preset => ModelSummary.Of(preset.Value) with { Name = preset.Key }),
    ];

    /// <exception cref="UsageException">There is none of this name.</exception>
    public static ModelSummary Find(string name) =>
        All.FirstOrDefault(preset => string.Equals(preset.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UsageException($"preset '{name}': expected one of {string.Join(", ", All.Select(preset => preset.Name))}, found another name.");

    /// <summary>The CausalFusion preset of a name; null for null.</summary>
    /// <exception cref="UsageException">There is none of this name.</exception>
    public static CausalFusionConfig? FindCausalFusion(string? name) =>
        name is null ? null
        : CausalFusionPresets.All.TryGetValue(name, out CausalFusionConfig? config) ? config
        : throw new UsageException($"preset '{name}': expected one of {string.Join(", ", CausalFusionPresets.All.Keys)}, found another name.");
}
