using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CausalFusion.ApiReference;

/// <summary>The types that the libraries show their users, read from the libraries' sources.</summary>
internal sealed class PublicApi
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private readonly string _root;
    private readonly CSharpCompilation _sources;

    private PublicApi(string root, CSharpCompilation sources)
    {
        _root = root;
        _sources = sources;
        Types = [.. Visible(sources.Assembly.GlobalNamespace).OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal)];
    }

    /// <summary>Every type that a user sees, nested ones too, by name.</summary>
    public ImmutableArray<INamedTypeSymbol> Types { get; }

    /// <param name="root">The repository's folder.</param>
    /// <param name="libraries">Folders under src.</param>
    /// <param name="references">Files of the assemblies that the libraries are compiled against; those of the libraries themselves may be among them.</param>
    /// <exception cref="InvalidDataException">An assembly is not among them.</exception>
    public static PublicApi Read(string root, IReadOnlyCollection<string> libraries, IEnumerable<string> references)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.Diagnose);
        IEnumerable<SyntaxTree> files = libraries.SelectMany(library => Sources(Path.Combine(root, "src", library)))
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file));
        CSharpCompilation sources = CSharpCompilation.Create(
            "Libraries",
            files.Append(CSharpSyntaxTree.ParseText(ImplicitUsings, options)),
            references.Where(file => !libraries.Contains(Path.GetFileNameWithoutExtension(file))).Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        return sources.GetDeclarationDiagnostics().FirstOrDefault(found => found.Id is "CS0234" or "CS0246") is { } unknown
            ? throw new InvalidDataException($"An assembly is missing: {unknown}")
            : new PublicApi(root, sources);
    }

    /// <summary>What a documentation comment refers to by its id; null where there is no such thing.</summary>
    public ISymbol? Find(string id) => DocumentationCommentId.GetFirstSymbolForDeclarationId(id, _sources);

    /// <summary>Whether it is one of the libraries' own and seen by users.</summary>
    public static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        && (symbol.ContainingType is null || IsVisible(symbol.ContainingType))
        && symbol.Locations.Any(location => location.IsInSource);

    /// <summary>The members that a user sees of a type, in the order of the source; of an extension block too.</summary>
    public static IEnumerable<ISymbol> Members(INamedTypeSymbol type) => type.GetMembers()
        .Where(member => IsVisible(member) && !member.IsImplicitlyDeclared && member is not INamedTypeSymbol)
        .Where(member => member is not IMethodSymbol { MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove })
        .Concat(type.GetTypeMembers().Where(nested => nested.IsExtension).SelectMany(Members))
        .OrderBy(FileOf, StringComparer.Ordinal).ThenBy(member => Declaration(member).SourceSpan.Start);

    /// <summary>The file of a type, from the repository's folder.</summary>
    public string SourceOf(INamedTypeSymbol type) => Path.GetRelativePath(_root, FileOf(type)).Replace('\\', '/');

    /// <summary>The library that a type is in.</summary>
    public string LibraryOf(INamedTypeSymbol type) => SourceOf(type).Split('/')[1];

    private static Location Declaration(ISymbol symbol) =>
        symbol.Locations.Where(location => location.IsInSource).OrderBy(location => location.SourceTree!.FilePath, StringComparer.Ordinal).First();

    private static string FileOf(ISymbol symbol) => Declaration(symbol).SourceTree!.FilePath;

    private static IEnumerable<INamedTypeSymbol> Visible(INamespaceOrTypeSymbol parent) => parent.GetMembers()
        .OfType<INamespaceOrTypeSymbol>()
        .Where(member => member is INamespaceSymbol || (member is INamedTypeSymbol { IsExtension: false } && IsVisible(member)))
        .SelectMany(member => member is INamedTypeSymbol type ? Visible(type).Prepend(type) : Visible(member));

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal);
}
