namespace CausalFusion.Tests.Structure;

/// <summary>Lines of code end where a reader's screen does.</summary>
public sealed class LineLengthTests
{
    private const int Longest = 150;

    [Fact]
    public void No_line_is_longer_than_150_characters()
    {
        string[] folders = ["src", "tests", "samples"];
        string[] tooLong =
            [.. folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .SelectMany(file => File.ReadLines(file).Index().Where(line => line.Item.Length > Longest && !IsOneLiteral(line.Item))
                .Select(line => $"{Path.GetRelativePath(Repository.Root, file)}:{line.Index + 1}"))];
        Assert.True(tooLong.Length == 0, $"{tooLong.Length} lines are longer than {Longest} characters: {string.Join(", ", tooLong)}");
    }

    /// <summary>A raw or a verbatim literal, such as JSON or a regular expression, is what it is.</summary>
    private static bool IsOneLiteral(string line) =>
        line.Contains("\"\"\"", StringComparison.Ordinal) || line.Contains("@\"", StringComparison.Ordinal);
}
