using System.Text.RegularExpressions;

namespace CausalFusion.Tests.Structure;

/// <summary>What the page on the architecture says.</summary>
public sealed partial class ArchitecturePageTests
{
    private const int MostRooms = 8;

    [Theory]
    [InlineData("## The way of one image into a training")]
    [InlineData("## The way of one request to an image")]
    public void A_way_goes_through_types_that_there_are_and_few(string heading)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        string section = page[(page.IndexOf(heading, StringComparison.Ordinal) + heading.Length)..].Split("\n## ")[0];
        string[] rooms = [.. Room().Matches(section).Select(room => room.Groups["type"].Value)];
        string[] types = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)!)];

        Assert.InRange(rooms.Length, 5, MostRooms);
        Assert.All(rooms, room => Assert.Contains(room, types));
    }

    [Fact]
    public void Its_layers_are_those_that_a_test_holds()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        foreach (string folder in Directory.EnumerateDirectories(
            Path.Combine(Repository.Root, "src", "CausalFusion")).Select(path => Path.GetFileName(path)!)
            .Where(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "CausalFusion", folder), "*.cs").Any()
                && folder is not ("bin" or "obj" or "buildTransitive")))
        {
            Assert.Contains($"`{folder}`", page, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"^\d+\. `(?<type>\w+)`", RegexOptions.Multiline)]
    private static partial Regex Room();
}
