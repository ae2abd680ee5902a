using System.Text;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CausalFusion.ApiReference;

/// <summary>The page of a type.</summary>
internal sealed class TypePage
{
    private readonly PublicApi _api;
    private readonly INamedTypeSymbol _type;
    private readonly PageLinks _links;
    private readonly Markdown _markdown;
    private readonly StringBuilder _page = new();

    private TypePage(PublicApi api, INamedTypeSymbol type)
    {
        _api = api;
        _type = type;
        _links = new PageLinks(PageLinks.PageOf(type));
        _markdown = new Markdown(api, _links);
    }

    public static string Write(PublicApi api, INamedTypeSymbol type) => new TypePage(api, type).Write();

    private string Write()
    {
        DocComment comment = DocComment.Of(_type, _api);
        Block($"# {Markdown.Escape(_type.ToDisplayString(Signature.TypeFormat))}");
        Block(_markdown.Text(comment.Summary, _type));
        Block($"```cs\n{Signature.Of(_type)}\n```");
        Block($"Namespace {_links.To($"{_type.ContainingNamespace.ToDisplayString()}/README.md", _type.ContainingNamespace.ToDisplayString())}, "
            + $"package {_api.LibraryOf(_type)}, source {_links.ToFile(_api.SourceOf(_type), Path.GetFileName(_api.SourceOf(_type)))}");
        Relatives();
        Block(_markdown.Text(comment.Remarks, _type));
        Block(_markdown.Text(comment.Example, _type));
        List(_type.TypeParameters.Select(p => (Markdown.Code(p.Name), comment.TypeParameter(p.Name))));
        if (_type.TypeKind == TypeKind.Enum)
        {
            Values();
            return _page.ToString();
        }
        ISymbol[] members = [.. PublicApi.Members(_type)];
        Constructors(comment, [.. members.OfType<IMethodSymbol>().Where(m => m.MethodKind == MethodKind.Constructor)]);
        Properties("Fields", [.. members.OfType<IFieldSymbol>()]);
        Properties("Properties", [.. members.OfType<IPropertySymbol>().Where(p => !p.ContainingType.IsExtension && DocComment.Of(p, _api).Foreign is null)]);
        foreach (INamedTypeSymbol ancestor in Ancestors())
        {
            Properties($"Properties of {_markdown.Reference(ancestor)}", [.. PublicApi.Members(ancestor).OfType<IPropertySymbol>().Where(p => !p.IsAbstract && !p.IsStatic)]);
        }
        Extensions([.. members.Where(m => m.ContainingType.IsExtension || m is IMethodSymbol { IsExtensionMethod: true })]);
        Methods("Methods", [.. members.OfType<IMethodSymbol>().Where(m => m is { MethodKind: MethodKind.Ordinary, IsExtensionMethod: false, ContainingType.IsExtension: false })]);
        Operators([.. members.OfType<IMethodSymbol>().Where(m => m.MethodKind is MethodKind.UserDefinedOperator or MethodKind.Conversion)]);
        InheritedMethods();
        Foreign(members);
        return _page.ToString();
    }

    private void Block(string text)
    {
        if (text.Length > 0)
        {
            _page.Append(_page.Length > 0 ? "\n" : "").Append(text).Append('\n');
        }
    }

    private IEnumerable<INamedTypeSymbol> Ancestors()
    {
        for (INamedTypeSymbol? parent = _type.BaseType; parent is not null && PublicApi.IsVisible(parent); parent = parent.BaseType)
        {
            yield return parent;
        }
    }

    private void Relatives()
    {
        INamedTypeSymbol[] heirs = [.. _api.Types.Where(other =>
            SymbolEqualityComparer.Default.Equals(other.BaseType?.OriginalDefinition, _type)
            || (_type.TypeKind == TypeKind.Interface && other.AllInterfaces.Any(i => SymbolEqualityComparer.Default.Equals(i.OriginalDefinition, _type))))];
        Said("Inherits", [.. Ancestors().Take(1)]);
        Said("Implements", [.. _type.Interfaces.Where(PublicApi.IsVisible)]);
        Said(_type.TypeKind == TypeKind.Interface ? "Implemented by" : "Inherited by", heirs);

        void Said(string verb, INamedTypeSymbol[] types) => Block(types.Length == 0 ? "" : $"{verb} {string.Join(", ", types.Select(t => _markdown.Reference(t)))}.");
    }

    private void Values()
    {
        Block("## Values");
        Block("| Value | Number | Meaning |\n|---|---|---|\n" + string.Join('\n', _type.GetMembers().OfType<IFieldSymbol>().Select(value =>
            $"| <a id=\"{PageLinks.Anchor(value)}\"></a>`{value.Name}` | {value.ConstantValue} | {_markdown.Cell(DocComment.Of(value, _api).Summary, _type)} |")));
    }

    private void Constructors(DocComment type, IMethodSymbol[] constructors)
    {
        if (Signature.Positional(_type) is { } positional && PublicApi.IsVisible(positional))
        {
            constructors = [.. constructors.Except([positional], SymbolEqualityComparer.Default).Cast<IMethodSymbol>()];
        }
        bool byDefault = _type is { TypeKind: TypeKind.Class, IsAbstract: false, IsStatic: false }
            && _type.InstanceConstructors.Any(c => c is { IsImplicitlyDeclared: true, Parameters.IsEmpty: true, DeclaredAccessibility: Accessibility.Public });
        if (constructors.Length == 0 && !byDefault)
        {
            return;
        }
        Block("## Constructors");
        if (byDefault)
        {
            Block($"```cs\npublic {_type.Name}()\n```");
        }
        foreach (IMethodSymbol constructor in constructors)
        {
            bool primary = constructor.DeclaringSyntaxReferences.Any(r => r.GetSyntax() is TypeDeclarationSyntax);
            Method(constructor, primary ? type : DocComment.Of(constructor, _api), withSummary: !primary);
        }
    }

    private void Properties(string heading, ISymbol[] members)
    {
        if (members.Length == 0)
        {
            return;
        }
        Block($"## {heading}");
        bool own = SymbolEqualityComparer.Default.Equals(members[0].ContainingType, _type);
        bool defaults = members.OfType<IPropertySymbol>().Any(p => Signature.Default(p) is not null);
        IEnumerable<string> rows = members.Select(member =>
        {
            (ITypeSymbol type, string access) = member switch
            {
                IPropertySymbol property => (property.Type, Signature.Access(property)),
                IFieldSymbol field => (field.Type, field.IsConst ? "const" : field.IsStatic ? "static readonly" : field.IsReadOnly ? "readonly" : ""),
                _ => throw new InvalidDataException($"{member.ToDisplayString()} is neither a property nor a field."),
            };
            string name = member is IPropertySymbol { IsIndexer: true } indexer ? $"this[{string.Join(", ", indexer.Parameters.Select(p => p.ToDisplayString(Signature.TypeFormat) + " " + p.Name))}]" : member.Name;
            string? value = member is IFieldSymbol { HasConstantValue: true } constant ? SymbolDisplay.FormatPrimitive(constant.ConstantValue!, quoteStrings: true, useHexadecimalNumbers: false) : null;
            string anchor = own ? $"<a id=\"{PageLinks.Anchor(member)}\"></a>" : "";
            string meaning = Markdown.InCell(Meaning(member));
            string cells = $"| {anchor}`{name}` | {Markdown.InCell(_links.ToType(type))} | {access}{(value is null ? "" : $" `{value}`")} |";
            return defaults ? $"{cells} {(member is IPropertySymbol p && Signature.Default(p) is { } written ? Markdown.InCell(Markdown.Code(written)) : "")} | {meaning} |" : $"{cells} {meaning} |";
        });
        string kind = heading == "Fields" ? "Field" : "Property";
        Block((defaults ? $"| {kind} | Type | | Default | Meaning |\n|---|---|---|---|---|\n" : $"| {kind} | Type | | Meaning |\n|---|---|---|---|\n") + string.Join('\n', rows));
    }

    /// <summary>All that is said of a property or field, in one paragraph or more.</summary>
    private string Meaning(ISymbol member)
    {
        DocComment comment = DocComment.Of(member, _api);
        IEnumerable<string> parts = [_markdown.Text(comment.Summary, _type), _markdown.Text(comment.Value, _type), _markdown.Text(comment.Remarks, _type), .. comment.Exceptions.Select(e => "Throws " + Exception(e))];
        return string.Join("\n\n", parts.Where(part => part.Length > 0));
    }

    private void Extensions(ISymbol[] members)
    {
        if (members.Length == 0)
        {
            return;
        }
        Block("## Extension members");
        foreach (IGrouping<string, ISymbol> overloads in members.GroupBy(m => m.Name))
        {
            Block($"### {overloads.Key}");
            Block($"`using {_type.ContainingNamespace.ToDisplayString()};`, then {Markdown.Code(ExtensionUse.Of(overloads.First()))}");
            foreach (ISymbol member in overloads)
            {
                Member(member);
            }
        }
    }

    private void Methods(string heading, IMethodSymbol[] methods)
    {
        IGrouping<string, IMethodSymbol>[] named = [.. methods.Where(m => DocComment.Of(m, _api).Foreign is null).GroupBy(m => m.Name)];
        if (named.Length == 0)
        {
            return;
        }
        Block($"## {heading}");
        foreach (IGrouping<string, IMethodSymbol> overloads in named)
        {
            Block($"### {overloads.Key}");
            foreach (IMethodSymbol method in overloads)
            {
                Member(method);
            }
        }
    }

    private void Operators(IMethodSymbol[] operators)
    {
        if (operators.Length > 0)
        {
            Block("## Operators");
            foreach (IMethodSymbol one in operators)
            {
                Member(one);
            }
        }
    }

    private void Member(ISymbol member)
    {
        DocComment comment = DocComment.Of(member, _api);
        if (member is IMethodSymbol method)
        {
            Method(method, comment, withSummary: true);
            return;
        }
        Block($"```cs\n{Signature.Of(member)}\n```");
        Block(Meaning(member));
    }

    private void Method(IMethodSymbol method, DocComment comment, bool withSummary)
    {
        Block($"```cs\n{Signature.Of(method)}\n```");
        if (withSummary)
        {
            Block(_markdown.Text(comment.Summary, _type));
        }
        List([
            .. method.TypeParameters.Select(p => (Markdown.Code(p.Name), comment.TypeParameter(p.Name))),
            .. method.Parameters.Select(p => ($"{Markdown.Code(p.Name)} ({_links.ToType(p.Type)})", comment.Parameter(p.Name)))]);
        if (!method.ReturnsVoid && method.MethodKind != MethodKind.Constructor)
        {
            string returns = _markdown.Text(comment.Returns, _type);
            Block($"Returns {_links.ToType(method.ReturnType)}{(returns.Length == 0 ? "" : ": " + returns)}");
        }
        if (withSummary)
        {
            Block(_markdown.Text(comment.Remarks, _type));
            Block(_markdown.Text(comment.Example, _type));
        }
        Block(string.Join('\n', comment.Exceptions.Select(e => "* Throws " + Exception(e))));
    }

    private string Exception(XElement exception)
    {
        string id = exception.Attribute("cref")!.Value;
        ISymbol type = _api.Find(id) ?? throw new InvalidDataException($"A documentation comment of {_type.Name} refers to {id}, which is not there.");
        return $"{_markdown.Reference(type)}: {_markdown.Text(exception, _type)}";
    }

    private void List(IEnumerable<(string Name, XElement? Text)> items) =>
        Block(string.Join('\n', items.Select(item => (item.Name, Text: _markdown.Text(item.Text, _type))).Select(item => $"* {item.Name}{(item.Text.Length == 0 ? "" : ": " + item.Text)}")));

    private void InheritedMethods()
    {
        string[] lines = [.. Ancestors().Select(ancestor => (Ancestor: ancestor, Names: string.Join(", ", PublicApi.Members(ancestor).OfType<IMethodSymbol>()
                .Where(m => m is { MethodKind: MethodKind.Ordinary, IsAbstract: false, IsStatic: false } && DocComment.Of(m, _api).Foreign is null)
                .DistinctBy(m => m.Name).Select(m => _links.To(m, Markdown.Code(m.Name))))))
            .Where(line => line.Names.Length > 0).Select(line => $"* of {_markdown.Reference(line.Ancestor)}: {line.Names}")];
        Listed("Inherited methods", lines);
    }

    private void Listed(string heading, string[] lines)
    {
        if (lines.Length > 0)
        {
            Block($"## {heading}");
            Block(string.Join('\n', lines));
        }
    }

    /// <summary>What does as another library's interface or base class says.</summary>
    private void Foreign(ISymbol[] members) => Listed("As other libraries define it", [.. members
        .Select(member => (Member: member, DocComment.Of(member, _api).Foreign)).Where(m => m.Foreign is not null)
        .Select(m => $"* {Markdown.Code(Signature.Of(m.Member).Replace("\n    ", " ", StringComparison.Ordinal))}: as {_markdown.Reference(m.Foreign!)}")]);
}
