using CausalFusion.Fuzz.Targets;

namespace CausalFusion.Fuzz;

/// <summary>The kinds of input that are tried.</summary>
internal static class FuzzTargets
{
    /// <summary>Those that a campaign tries unless it is told otherwise.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new SafetensorsTarget(), new PickleTarget(), new ShardIndexTarget(), new WeightsTarget(), new BundleTarget(), new ClassNamesTarget(),
        new VocabularyTarget(), new IdxTarget(), new LatentCacheTarget(), new CaptionsTarget(), new CaptionFilesTarget(), new PipelineTarget(),
        .. ImageTarget.All, new ImageFolderTarget(),
    ];

    /// <summary>Finds a target, one that tests the campaign itself too.</summary>
    /// <exception cref="FormatException">There is none of this name.</exception>
    public static FuzzTarget Find(string name) => All.Append(new SelfTestTarget()).FirstOrDefault(target => target.Name == name)
        ?? throw new FormatException($"target '{name}': expected one of {string.Join(", ", All.Select(target => target.Name))}, found another");
}
