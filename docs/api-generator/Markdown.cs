using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace CausalFusion.ApiReference;

/// <summary>Documentation comments as Markdown.</summary>
/// <param name="api">What the comments refer to.</param>
/// <param name="links">How the page leads to it.</param>
internal sealed partial class Markdown(PublicApi api, PageLinks links)
{
    /// <summary>Text that means nothing to Markdown.</summary>
    public static string Escape(string text) => Special().Replace(text, @"\$0");

    public static string Code(string text) => text.Contains('`', StringComparison.Ordinal) ? $"`` {text} ``" : $"`{text}`";

    /// <summary>A link to a type or member, called by its name, and by its type's too unless that is the one whose page this is.</summary>
    public string Reference(ISymbol symbol, INamedTypeSymbol? self = null)
    {
        string name = symbol switch
        {
            INamedTypeSymbol type => type.ToDisplayString(Signature.TypeFormat),
            IMethodSymbol { MethodKind: MethodKind.Constructor } => symbol.ContainingType.Name,
            _ when symbol.ContainingType is null => symbol.ToDisplayString(),
            _ when symbol.ContainingType.IsExtension || SymbolEqualityComparer.Default.Equals(symbol.ContainingType.OriginalDefinition, self) => symbol.Name,
            _ => $"{symbol.ContainingType.ToDisplayString(Signature.TypeFormat)}.{symbol.Name}",
        };
        return links.To(symbol, Code(name));
    }

    /// <summary>A comment's part in one line, or in paragraphs and lists where it has them.</summary>
    public string Text(XElement? element, INamedTypeSymbol? self = null)
    {
        var text = new StringBuilder();
        foreach (XNode node in element?.Nodes() ?? [])
        {
            text.Append(node switch
            {
                XText words => Escape(Spaces().Replace(words.Value, " ")),
                XElement part => Part(part, self),
                _ => "",
            });
        }
        return Blank().Replace(text.ToString(), "\n\n").Trim();
    }

    /// <summary>The same for the cell of a table.</summary>
    public string Cell(XElement? element, INamedTypeSymbol? self = null) => InCell(Text(element, self));

    public static string InCell(string text) => text.Replace("\n\n", "<br>", StringComparison.Ordinal).Replace('\n', ' ').Replace("|", @"\|", StringComparison.Ordinal);

    private string Part(XElement part, INamedTypeSymbol? self) => part.Name.LocalName switch
    {
        "c" => Code(Spaces().Replace(part.Value, " ")),
        "see" or "seealso" => See(part, self),
        "paramref" or "typeparamref" => Code(part.Attribute("name")!.Value),
        "para" => $"\n\n{Text(part, self)}\n\n",
        "em" or "i" => $"*{Text(part, self)}*",
        "b" or "strong" => $"**{Text(part, self)}**",
        "code" => $"\n\n```cs\n{part.Value.Trim('\n', ' ')}\n```\n\n",
        "list" => $"\n\n{string.Join('\n', part.Elements("item").Select(item => "* " + Item(item, self)))}\n\n",
        _ => throw new InvalidDataException($"A documentation comment has <{part.Name}>, which the reference does not know."),
    };

    private string See(XElement see, INamedTypeSymbol? self)
    {
        if (see.Attribute("langword") is { } word)
        {
            return Code(word.Value);
        }
        if (see.Attribute("href") is { } address)
        {
            return $"[{(see.IsEmpty ? address.Value : Text(see, self))}]({address.Value})";
        }
        string id = see.Attribute("cref")!.Value;
        ISymbol symbol = api.Find(id) ?? throw new InvalidDataException($"A documentation comment refers to {id}, which is not there.");
        return see.IsEmpty ? Reference(symbol, self) : links.To(symbol, Text(see, self));
    }

    private string Item(XElement item, INamedTypeSymbol? self) => item.Element("term") is { } term
        ? $"{Text(term, self)}: {Text(item.Element("description"), self)}"
        : Text(item.Element("description") ?? item, self);

    [GeneratedRegex(@"[\\`*<\[\]]|(?<!\w)_|_(?!\w)")]
    private static partial Regex Special();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@" *\n\s*\n *")]
    private static partial Regex Blank();
}
