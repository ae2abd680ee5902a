using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace CausalFusion.ApiReference;

/// <summary>What the source says of a symbol, taken from what it implements or overrides where it says that it is inherited.</summary>
internal sealed class DocComment
{
    private readonly XElement _root;

    private DocComment(XElement root, ISymbol? foreign)
    {
        _root = root;
        Foreign = foreign;
    }

    /// <summary>Another library's member that says what this one does; null where the text stands here.</summary>
    public ISymbol? Foreign { get; }

    public XElement? Summary => _root.Element("summary");

    public XElement? Remarks => _root.Element("remarks");

    public XElement? Returns => _root.Element("returns");

    public XElement? Value => _root.Element("value");

    public XElement? Example => _root.Element("example");

    public IEnumerable<XElement> Exceptions => _root.Elements("exception");

    public static DocComment Of(ISymbol symbol, PublicApi api)
    {
        string? xml = symbol.GetDocumentationCommentXml();
        XElement root = string.IsNullOrEmpty(xml) ? new XElement("member") : XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        if (root.Element("inheritdoc") is { } inherit)
        {
            ISymbol source = (inherit.Attribute("cref") is { } cref ? api.Find(cref.Value) : Inherited(symbol))
                ?? throw new InvalidDataException($"{symbol.ToDisplayString()} inherits its documentation, and there is nothing to inherit from.");
            return source.Locations.Any(location => location.IsInSource) ? Of(source, api) : new DocComment(root, source);
        }
        if (symbol is IPropertySymbol { ContainingType.IsRecord: true } && root.Element("summary") is null && Of(symbol.ContainingType, api).Parameter(symbol.Name) is { } positional)
        {
            root.Add(new XElement("summary", positional.Nodes()));
        }
        return new DocComment(root, null);
    }

    public XElement? Parameter(string name) => Named("param", name);

    public XElement? TypeParameter(string name) => Named("typeparam", name);

    private XElement? Named(string kind, string name) => _root.Elements(kind).FirstOrDefault(element => element.Attribute("name")?.Value == name);

    private static ISymbol? Inherited(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { OverriddenMethod: { } method } => method,
        IPropertySymbol { OverriddenProperty: { } property } => property,
        INamedTypeSymbol type => type.BaseType is { SpecialType: SpecialType.None } parent ? parent : type.Interfaces.FirstOrDefault(),
        _ => symbol.ContainingType.AllInterfaces.SelectMany(i => i.GetMembers())
            .FirstOrDefault(member => SymbolEqualityComparer.Default.Equals(symbol.ContainingType.FindImplementationForInterfaceMember(member), symbol)),
    };
}
