namespace CausalFusion.ApiReference;

/// <summary>The API reference of docs/api: Markdown pages made from the libraries' sources and their documentation comments.</summary>
public static class ReferencePages
{
    /// <summary>Makes every page.</summary>
    /// <param name="root">The repository's folder.</param>
    /// <param name="references">Files of all assemblies that the libraries are compiled against.</param>
    /// <returns>For each page, its path in docs/api, with forward slashes, and its text, with lines that end in LF.</returns>
    /// <exception cref="InvalidDataException">A documentation comment refers to what is not there, or has an element that is not known.</exception>
    public static IReadOnlyDictionary<string, string> Make(string root, IEnumerable<string> references)
    {
        PublicApi api = PublicApi.Read(root, ["CausalFusion", "CausalFusion.ML"], references);
        var pages = new SortedDictionary<string, string>(StringComparer.Ordinal) { [IndexPages.File] = IndexPages.Write(api) };
        foreach (string space in api.Types.Select(IndexPages.NamespaceOf).Distinct())
        {
            pages[$"{space}/{IndexPages.File}"] = IndexPages.Write(api, space);
        }
        foreach (var type in api.Types)
        {
            pages[PageLinks.PageOf(type)] = TypePage.Write(api, type);
        }
        return pages;
    }
}
