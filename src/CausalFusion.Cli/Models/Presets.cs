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

    /// <summary>The shape of a name; null for null.</summary>
    /// <exception cref="UsageException">There is none of this name.</exception>
    public static IDenoiserConfig? FindShape(string? name) =>
        name is null ? null
        : CausalFusionPresets.All.TryGetValue(name, out CausalFusionConfig? config) ? config
        : DitPresets.All.TryGetValue(name, out DitConfig? dit) ? dit
        : throw new UsageException($"preset '{name}': expected one of {string.Join(", ", All.Select(preset => preset.Name))}, found another name.");
}
