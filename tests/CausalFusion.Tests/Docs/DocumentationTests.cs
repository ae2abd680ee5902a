using System.Text.RegularExpressions;

namespace CausalFusion.Tests.Docs;

/// <summary>
/// Every C# example in the documentation is code that a test runs: it stands word for word in a region of a test's source, or is a sample of one
/// file, which tests/Packages/run.sh runs.
/// </summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages => [.. AllPages().Select(page => Path.GetRelativePath(Repository.Root, page))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_example_of_a_page_is_run_by_a_test(string page)
    {
        string[] run = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file).Contains("Example", StringComparison.Ordinal))
            .SelectMany(file => Region().Matches(File.ReadAllText(file)))
            .Select(match => Normalized(match.Groups[1].Value))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.cs").Select(file => Normalized(File.ReadAllText(file))))];
        foreach (Match example in Example().Matches(File.ReadAllText(Path.Combine(Repository.Root, page))))
        {
            string code = Normalized(example.Groups[1].Value);
            Assert.True(run.Contains(code), $"{page} has an example that no test runs:\n{code}");
        }
    }

    [Fact]
    public void The_first_program_is_the_code_of_a_test_too()
    {
        string test = File.ReadAllText(Path.Combine(Repository.Root, "tests", "CausalFusion.ML.Tests", "Docs", "GettingStartedExample.cs"));
        string program = File.ReadAllText(Path.Combine(Repository.Root, "samples", "hello.cs"));
        Assert.Equal(
            string.Join("\n\n", Region().Matches(test).Select(match => Normalized(match.Groups[1].Value))),
            Normalized(string.Join('\n', program.Split('\n').Where(line => !line.StartsWith("#:", StringComparison.Ordinal)))));
    }

    [Fact]
    public void Every_link_to_a_file_of_the_repository_leads_somewhere()
    {
        var anchors = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        string[] dead = [.. AllPages().SelectMany(page => Link().Matches(CodeBlock().Replace(File.ReadAllText(page), ""))
            .Select(link => (Page: page, File: link.Groups[1].Value, Anchor: link.Groups[2].Value))
            .Where(link => !link.File.Contains("://", StringComparison.Ordinal) && !Leads(link.Page, link.File, link.Anchor))
            .Select(link => $"{Path.GetRelativePath(Repository.Root, page)}: {link.File}#{link.Anchor}"))];
        Assert.True(dead.Length == 0, $"Links that lead nowhere:\n{string.Join('\n', dead)}");

        bool Leads(string page, string file, string anchor)
        {
            string target = file.Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, file));
            if (anchor.Length == 0 || !target.EndsWith(".md", StringComparison.Ordinal))
            {
                return Path.Exists(target);
            }
            if (!anchors.TryGetValue(target, out HashSet<string>? known))
            {
                known = File.Exists(target) ? Anchors(File.ReadAllText(target)) : [];
                anchors.Add(target, known);
            }
            return known.Contains(anchor);
        }
    }

    [Fact]
    public void What_is_cited_is_a_paper_and_no_note()
    {
        string[] notes = ["FACTS", "ACDIT"];
        string[] texts = [.. new[] { "src", "docs", "samples", "notebooks", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".md" or ".py" or ".sh" or ".ipynb")];
        Assert.NotEmpty(texts);
        string[] citing = [.. texts.Where(file => notes.Any(note => File.ReadAllText(file).Contains(note + ".md", StringComparison.Ordinal)))];
        Assert.True(citing.Length == 0, $"These cite notes that readers do not have:\n{string.Join('\n', citing)}");
    }

    private static IEnumerable<string> AllPages() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
        .Append(Path.Combine(Repository.Root, "README.md")).Order(StringComparer.Ordinal);

    /// <summary>What a link may point at in a page: its headings, as GitHub makes anchors of them.</summary>
    private static HashSet<string> Anchors(string page) =>
    [
        .. Heading().Matches(CodeBlock().Replace(page, ""))
            .Select(heading => NotInAnchor().Replace(heading.Groups[1].Value.Trim(), "").Replace(' ', '-').ToLowerInvariant()),
    ];

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

    [GeneratedRegex(@"\]\(([^)#\s]*)(?:#([^)]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
