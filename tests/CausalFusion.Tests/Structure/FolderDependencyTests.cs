using System.Text.RegularExpressions;

namespace CausalFusion.Tests.Structure;

/// <summary>The folders of each library use one another one way: none uses one that uses it, through whatever others.</summary>
public sealed partial class FolderDependencyTests
{
    [Theory]
    [InlineData("CausalFusion")]
    [InlineData("CausalFusion.ML")]
    [InlineData("CausalFusion.Cli")]
    public void The_folders_of_a_library_depend_one_way(string library)
    {
        Dictionary<string, HashSet<string>> uses = Uses(library);
        Assert.True(uses.Count > 2, $"{library}: expected its folders, found {string.Join(", ", uses.Keys)}.");

        // What uses nothing that is left, or is used by nothing that is left, is taken away: what then stays goes in circles.
        while (uses.FirstOrDefault(folder => !folder.Value.Overlaps(uses.Keys) || !uses.Values.Any(used => used.Contains(folder.Key))).Key is { } end)
        {
            uses.Remove(end);
        }

        Assert.True(
            uses.Count == 0,
            $"{library}: these folders use one another in circles: "
            + $"{string.Join("; ", uses.Select(folder => $"{folder.Key} → {string.Join(", ", folder.Value.Intersect(uses.Keys))}"))}.");
    }

    // For each folder, the folders beside it whose namespaces its files use.
    private static Dictionary<string, HashSet<string>> Uses(string library)
    {
        string root = Path.Combine(Repository.Root, "src", library);
        var folders = Directory.EnumerateDirectories(root).Select(folder => Path.GetFileName(folder)!)
            .Where(folder => folder is not ("bin" or "obj") && Directory.EnumerateFiles(
                Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories).Any()).ToHashSet();
        return folders.ToDictionary(
            folder => folder, folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Using().Matches(File.ReadAllText(file)))
            .Where(use => use.Groups["library"].Value == library)
            .Select(use => use.Groups["folder"].Value)
            .Where(used => used != folder && folders.Contains(used)).ToHashSet());
    }

    [GeneratedRegex(@"^using (static |\w+ = )?(?<library>CausalFusion(\.ML|\.Cli)?)\.(?<folder>\w+)[.;]", RegexOptions.Multiline)]
    private static partial Regex Using();
}
