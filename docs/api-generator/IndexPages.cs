using System.Text;
using Microsoft.CodeAnalysis;

namespace CausalFusion.ApiReference;

/// <summary>The pages that lead to the types': one for all, and one for each namespace.</summary>
internal static class IndexPages
{
    public const string File = "README.md";

    /// <summary>All namespaces with their types, and what extends other libraries' types.</summary>
    public static string Write(PublicApi api)
    {
        var links = new PageLinks(File);
        var markdown = new Markdown(api, links);
        var page = new StringBuilder("""
            # API reference

            Made from the sources and their documentation comments; [the guides](../README.md) say how things go together. "The paper" is *Causal Diffusion Transformers for
            Generative Modeling* (arXiv 2412.12095).

            """);

        page.Append("\n## What ML.NET's and other libraries' types gain\n\n| On | Member | Does |\n|---|---|---|\n");
        foreach (ISymbol member in api.Types.SelectMany(PublicApi.Members)
            .Where(m => m.ContainingType.IsExtension || m is IMethodSymbol { IsExtensionMethod: true })
            .DistinctBy(m => (m.Name, ExtensionUse.Receiver(m).Type.ToDisplayString()))
            .OrderBy(m => ExtensionUse.Receiver(m).Type.ToDisplayString(), StringComparer.Ordinal).ThenBy(m => m.Name, StringComparer.Ordinal))
        {
            page.Append($"| {links.ToType(ExtensionUse.Receiver(member).Type)} | {links.To(member, Markdown.Code(member.Name))} | {markdown.Cell(DocComment.Of(member, api).Summary)} |\n");
        }

        foreach (IGrouping<string, INamedTypeSymbol> library in api.Types.GroupBy(api.LibraryOf).OrderByDescending(l => l.Key, StringComparer.Ordinal))
        {
            page.Append($"\n## {library.Key}\n\n| Namespace | Types |\n|---|---|\n");
            foreach (IGrouping<string, INamedTypeSymbol> space in library.GroupBy(NamespaceOf))
            {
                page.Append($"| {links.To($"{space.Key}/{File}", space.Key)} | {string.Join(", ", space.Select(t => markdown.Reference(t)))} |\n");
            }
        }
        return page.ToString();
    }

    /// <summary>The types of a namespace.</summary>
    public static string Write(PublicApi api, string space)
    {
        var links = new PageLinks($"{space}/{File}");
        var markdown = new Markdown(api, links);
        return $"# {space}\n\n{links.To(File, "API reference")}\n\n| Type | Is |\n|---|---|\n"
            + string.Concat(api.Types.Where(type => NamespaceOf(type) == space)
                .Select(type => $"| {markdown.Reference(type)} | {markdown.Cell(DocComment.Of(type, api).Summary)} |\n"));
    }

    public static string NamespaceOf(INamedTypeSymbol type) => type.ContainingNamespace.ToDisplayString();
}
