using Microsoft.CodeAnalysis;

namespace CausalFusion.ApiReference;

/// <summary>How one page leads to others.</summary>
/// <param name="page">The page, from the reference's folder.</param>
internal sealed class PageLinks(string page)
{
    /// <summary>The reference's folder in the repository.</summary>
    public const string Reference = "docs/api";

    private readonly string _folder = $"/{Reference}/{Path.GetDirectoryName(page)}";

    /// <summary>The page of a type, from the reference's folder: a folder for each namespace, a page for each type.</summary>
    public static string PageOf(INamedTypeSymbol type) => $"{type.ContainingNamespace.ToDisplayString()}/{FileName(type.OriginalDefinition)}.md";

    /// <summary>Where a member stands on its type's page.</summary>
    public static string Anchor(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } => "constructors",
        IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion } => "operators",
        IPropertySymbol { IsIndexer: true } => "item",
        _ => member.Name.ToLowerInvariant(),
    };

    /// <summary>A link to a page of the reference.</summary>
    public string To(string target, string text) => ToFile($"{Reference}/{target}", text);

    /// <summary>A link to a file of the repository.</summary>
    public string ToFile(string file, string text) => $"[{text}]({From(file)})";

    /// <summary>A link to a type or member; its name alone where there is nothing to link to.</summary>
    public string To(ISymbol symbol, string text)
    {
        INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        if (type is { IsExtension: true })
        {
            type = type.ContainingType;
        }
        if (type is null)
        {
            return text;
        }
        if (!type.Locations.Any(location => location.IsInSource))
        {
            return Elsewhere(type) is { } address ? $"[{text}]({address})" : text;
        }
        if (!PublicApi.IsVisible(type) || (symbol is not INamedTypeSymbol && !PublicApi.IsVisible(symbol)))
        {
            return text;
        }
        string target = PageOf(type) == page ? "" : From($"{Reference}/{PageOf(type)}");
        string anchor = symbol is INamedTypeSymbol { IsExtension: false } ? "" : "#" + Anchor(symbol);
        return target.Length + anchor.Length == 0 ? text : $"[{text}]({target}{anchor})";
    }

    /// <summary>A type as it is written, each of our types in it a link.</summary>
    public string ToType(ITypeSymbol type) => string.Concat(type.ToDisplayParts(Signature.TypeFormat)
        .Select(part => part.Symbol is INamedTypeSymbol named && part.Kind is not SymbolDisplayPartKind.Keyword ? To(named, Markdown.Escape(part.ToString())) : Markdown.Escape(part.ToString())));

    private string From(string file) => Path.GetRelativePath(_folder, "/" + file).Replace('\\', '/');

    private static string FileName(INamedTypeSymbol type) =>
        (type.ContainingType is null ? "" : FileName(type.ContainingType) + ".") + type.MetadataName.Replace('`', '-');

    /// <summary>Where Microsoft documents its types.</summary>
    private static string? Elsewhere(INamedTypeSymbol type)
    {
        string space = type.ContainingNamespace.ToDisplayString();
        return space == "System" || space.StartsWith("System.", StringComparison.Ordinal) || space.StartsWith("Microsoft.", StringComparison.Ordinal)
            ? $"https://learn.microsoft.com/dotnet/api/{space.ToLowerInvariant()}.{FileName(type.OriginalDefinition).ToLowerInvariant()}"
            : null;
    }
}
