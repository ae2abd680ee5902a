using System.Text.RegularExpressions;

namespace CausalFusion.Tests.Docs;

/// <summary>Every C# example in the documentation is code that a test runs: it stands word for word in a region of a test's source.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages
    {
        get
        {
            IEnumerable<string> pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories);
            return [.. pages.Append(Path.Combine(Repository.Root, "README.md")).Select(page => Path.GetRelativePath(Repository.Root, page)).Order(StringComparer.Ordinal)];
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_example_of_a_page_is_run_by_a_test(string page)
    {
        string[] run = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file).Contains("Example", StringComparison.Ordinal))
            .SelectMany(file => Region().Matches(File.ReadAllText(file)))
            .Select(match => Normalized(match.Groups[1].Value))];
        foreach (Match example in Example().Matches(File.ReadAllText(Path.Combine(Repository.Root, page))))
        {
            string code = Normalized(example.Groups[1].Value);
            Assert.True(run.Contains(code), $"{page} has an example that no test runs:\n{code}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_to_a_file_of_the_repository_leads_somewhere(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        foreach (Match link in Link().Matches(File.ReadAllText(Path.Combine(Repository.Root, page))))
        {
            string target = link.Groups[1].Value;
            Assert.True(
                target.Contains("://", StringComparison.Ordinal) || Path.Exists(Path.Combine(folder, target)), $"{page} links to {target}, which is not there.");
        }
    }

    /// <summary>Without the indentation that a region has in its method.</summary>
    private static string Normalized(string code)
    {
        string[] lines = code.Replace("\r", "", StringComparison.Ordinal).Trim('\n').TrimEnd().Split('\n');
        int indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Trim().Length == 0 ? "" : line[indent..].TrimEnd()));
    }

    [GeneratedRegex(@"#region (?:README|docs)[^\n]*\n(.*?)\n\s*#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();

    [GeneratedRegex("```csharp\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
