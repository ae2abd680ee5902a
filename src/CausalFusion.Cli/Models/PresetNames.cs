using CausalFusion.Families;
using CausalFusion.Models;

namespace CausalFusion.Cli.Models;

/// <summary>The presets of all families, by the names that the tool gives them.</summary>
internal static class PresetNames
{
    /// <summary>Every preset, described.</summary>
    public static IReadOnlyList<ModelSummary> All { get; } =
        [.. ModelFamilies.Presets.Select(preset => ModelSummary.Of(preset.Value) with { Name = preset.Key })];

    /// <summary>A preset, described.</summary>
    /// <exception cref="UsageException">There is none of this name.</exception>
    public static ModelSummary Find(string name) =>
        All.FirstOrDefault(preset => string.Equals(preset.Name, name, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown(name);

    /// <summary>The shape of a preset; null if no name is given.</summary>
    /// <exception cref="UsageException">There is none of this name.</exception>
    public static ImageModelConfig? FindShape(string? name) =>
        name is null ? null : ModelFamilies.Presets.TryGetValue(name, out ImageModelConfig? config) ? config : throw Unknown(name);

    private static UsageException Unknown(string name) =>
        new($"preset '{name}': expected one of {string.Join(", ", ModelFamilies.Presets.Keys)}, found another name.");
}
