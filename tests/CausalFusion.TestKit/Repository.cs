namespace CausalFusion.TestKit;

/// <summary>Where things are in the checkout that the tests run from.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of outputs of the papers' published code, beside the checkout; it may be absent.</summary>
    public static string PublishedGolden { get; } = Path.GetFullPath(Path.Combine(Root, "..", "shared", "golden"));

    /// <summary>The folder of outputs of our own reference implementation.</summary>
    public static string Golden { get; } = Path.Combine(Root, "tests", "CausalFusion.Tests", "Golden");

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CausalFusion.ML.sln")))
            {
                return folder.FullName;
            }
        }
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds CausalFusion.ML.sln.");
    }
}
