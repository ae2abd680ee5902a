namespace CausalFusion.TestKit;

/// <summary>Where <c>./build.sh npm</c> puts the npm packages that tests read.</summary>
public static class NpmCache
{
    /// <summary>A file of a package; the test fails where it isn't there.</summary>
    public static string Require(string package, string file)
    {
        string path = Path.Combine(Repository.Root, "artifacts", "cache", "npm", package, file);
        return File.Exists(path) ? path : throw new FileNotFoundException($"'{path}' isn't there: ./build.sh npm fetches it.", path);
    }
}
