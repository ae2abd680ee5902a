using System.Text.RegularExpressions;

namespace CausalFusion.Tests.Structure;

/// <summary>
/// The folders of the core lie in layers, and families of networks are named nowhere but in their own folders and where one is chosen.
/// </summary>
public sealed partial class LayerTests
{
    /// <summary>What each folder of the core may use: those of the layers before its own.</summary>
    private static readonly string[][] _layers =
    [
        ["Native", "Progress", "Randomness", "Settings", "Threading"],
        ["Files", "Kernels", "Images"],
        ["Diffusion", "Factorization", "Conditions", "Text", "Checkpoints", "Evaluation"],
        ["Attention", "Autoencoders", "Data"],
        ["Blocks", "Latents"],
        ["Models"],
        ["Generation", "Training"],
        ["Families"],
    ];

    /// <summary>Where a family is chosen by name, and on how many lines: the trainers of ML.NET, each for one.</summary>
    private static readonly Dictionary<string, int> _choosers = new()
    {
        ["CausalFusionTrainerOptions.cs"] = 3,
        ["CausalFusionCaptioningTrainerOptions.cs"] = 3,
        ["TransfusionTrainerOptions.cs"] = 1,
        ["DitTrainerOptions.cs"] = 1,
    };

    [Fact]
    public void A_folder_of_the_core_uses_lower_layers_alone()
    {
        string root = Path.Combine(Repository.Root, "src", "CausalFusion");
        Dictionary<string, int> layerOf = _layers.Index().SelectMany(
            layer => layer.Item.Select(folder => (folder, layer.Index))).ToDictionary(pair => pair.folder, pair => pair.Index);
        string[] folders = [.. Sources(root).Select(file => FolderOf(root, file)).Distinct()];
        Assert.Equal(layerOf.Keys.Order(), folders.Order());

        string[] upward = [.. Sources(root).SelectMany(
            file => Used().Matches(File.ReadAllText(file)).Select(use => (Folder: FolderOf(root, file), Used: use.Groups["folder"].Value)))
            .Where(use => use.Used != use.Folder && layerOf[use.Used] >= layerOf[use.Folder])
            .Select(use => $"{use.Folder} → {use.Used}").Distinct()];
        Assert.True(upward.Length == 0, $"these folders use others of their own layer or of a higher one: {string.Join(", ", upward)}");
    }

    [Fact]
    public void No_line_outside_a_familys_folder_names_its_types_but_those_that_choose_it()
    {
        string source = Path.Combine(Repository.Root, "src"), families = Path.Combine(source, "CausalFusion", "Families");
        string[] types = [.. Directory.EnumerateDirectories(families).SelectMany(Sources).SelectMany(
            file => Declared().Matches(File.ReadAllText(file))).Select(type => type.Groups["name"].Value)];
        Assert.Contains("CausalFusionModel", types);
        Assert.Contains("DitModel", types);
        var named = new Regex($@"\b({string.Join('|', types)})\b");

        string[] lines = [.. Sources(source)
            .Where(file => !file.StartsWith(families, StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Index().Where(line => named.IsMatch(line.Item)).Skip(
                _choosers.GetValueOrDefault(Path.GetFileName(file)))
                .Select(line => $"{Path.GetRelativePath(source, file)}:{line.Index + 1}"))];
        Assert.True(lines.Length == 0, $"{lines.Length} lines name a type of a family: {string.Join(", ", lines)}");
    }

    [Fact]
    public void The_registry_has_a_line_for_each_family()
    {
        string families = Path.Combine(Repository.Root, "src", "CausalFusion", "Families");
        string registry = File.ReadAllText(Path.Combine(families, "ModelFamilies.cs"));
        foreach (string folder in Directory.EnumerateDirectories(families).Select(path => Path.GetFileName(path)!))
        {
            Assert.Contains($"{folder}Family.Instance", registry, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "buildTransitive"));

    private static string FolderOf(string root, string file) => Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0];

    [GeneratedRegex(@"^using (static |\w+ = )?CausalFusion\.(?<folder>\w+)[.;]", RegexOptions.Multiline)]
    private static partial Regex Used();

    [GeneratedRegex(
        @"^(public|internal) ((sealed|static|abstract|partial|readonly) )*(class|record struct|record|struct|interface|enum) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declared();
}
