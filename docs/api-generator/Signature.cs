using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CausalFusion.ApiReference;

/// <summary>Declarations as C#.</summary>
internal static class Signature
{
    private const int LineLength = 110;

    /// <summary>How a type is written where it is used.</summary>
    public static SymbolDisplayFormat TypeFormat { get; } = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.AllowDefaultLiteral);

    private static readonly SymbolDisplayFormat _name = new(genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeVariance);

    private static readonly SymbolDisplayFormat _parameter = TypeFormat.WithParameterOptions(
        SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeType
        | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue);

    private static readonly SymbolDisplayFormat _member = TypeFormat
        .WithMemberOptions(
            SymbolDisplayMemberOptions.IncludeAccessibility | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeConstantValue);

    private static readonly SymbolDisplayFormat _indexer = _member
        .AddMemberOptions(SymbolDisplayMemberOptions.IncludeParameters).WithParameterOptions(_parameter.ParameterOptions);

    /// <summary>A type's head: its modifiers, name, positional parameters, and bases.</summary>
    public static string Of(INamedTypeSymbol type)
    {
        string modifiers = string.Concat(
            SyntaxFacts.GetText(type.DeclaredAccessibility) + " ",
            type.IsStatic ? "static " : type is { IsAbstract: true, TypeKind: TypeKind.Class } ? "abstract " : type is { IsSealed: true, TypeKind: TypeKind.Class } ? "sealed " : "",
            type is { IsReadOnly: true } ? "readonly " : "");
        string kind = type.TypeKind switch
        {
            TypeKind.Interface => "interface",
            TypeKind.Enum => "enum",
            TypeKind.Struct => type.IsRecord ? "record struct" : "struct",
            _ => type.IsRecord ? "record" : "class",
        };
        string head = $"{modifiers}{kind} {type.ToDisplayString(_name)}";
        if (Positional(type) is { } positional)
        {
            head = WithParameters(head, positional.Parameters);
        }
        return head + Bases(type) + Constraints(type.TypeParameters);
    }

    /// <summary>A member's declaration without its body; an extension member's stands in its block, as it is written.</summary>
    public static string Of(ISymbol member) => member.ContainingType is { IsExtension: true, ExtensionParameter: { } receiver }
        ? $"extension({receiver.ToDisplayString(_parameter)})\n{{\n    {Declaration(member).Replace("\n", "\n    ", StringComparison.Ordinal)}\n}}"
        : Declaration(member);

    /// <summary>The constructor whose parameters stand behind a record's name; null if there is none.</summary>
    public static IMethodSymbol? Positional(INamedTypeSymbol type) => !type.IsRecord
        ? null
        : type.InstanceConstructors.FirstOrDefault(constructor => constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax));

    /// <summary>What a property may be done to: get, set, init.</summary>
    public static string Access(IPropertySymbol property) => string.Join("; ", new[]
    {
        property.IsStatic ? "static" : property.IsAbstract && property.ContainingType.TypeKind != TypeKind.Interface ? "abstract" : null,
        property.IsRequired ? "required" : null,
        property.GetMethod is { } get && PublicApi.IsVisible(get) ? "get" : null,
        property.SetMethod is { } set && PublicApi.IsVisible(set) ? set.IsInitOnly ? "init" : "set" : null,
    }.OfType<string>());

    /// <summary>What a property is before anyone sets it, as C#; null where it cannot be set, or has to be.</summary>
    public static string? Default(IPropertySymbol property)
    {
        if (property is { SetMethod: not { } } or { IsRequired: true } or { IsAbstract: true } || !PublicApi.IsVisible(property.SetMethod))
        {
            return null;
        }
        SyntaxNode? declaration = property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        EqualsValueClauseSyntax? written = declaration switch
        {
            PropertyDeclarationSyntax { Initializer: { } initializer } => initializer,
            ParameterSyntax { Default: { } initializer } => initializer,
            _ => null,
        };
        return written is not null ? written.Value.NormalizeWhitespace(indentation: "", eol: " ").ToString() : declaration is ParameterSyntax ? null : OfNothing(property.Type);
    }

    private static string OfNothing(ITypeSymbol type) => type switch
    {
        { IsReferenceType: true } or { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => "null",
        { SpecialType: SpecialType.System_Boolean } => "false",
        { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_Double } => "0",
        { TypeKind: TypeKind.Enum } => type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(value => Convert.ToInt64(value.ConstantValue, null) == 0) is { } zero
            ? $"{type.Name}.{zero.Name}"
            : "0",
        _ => "default",
    };

    private static string Declaration(ISymbol member) => member switch
    {
        IPropertySymbol property => $"{property.ToDisplayString(property.IsIndexer ? _indexer : _member)} {{ {Accessors(property)} }}{(Written(property) is { } value ? $" = {value};" : "")}",
        IMethodSymbol method => WithParameters(
            (method is { IsStatic: true, ContainingType.TypeKind: TypeKind.Interface } ? "static " : "") + method.ToDisplayString(_member), method.Parameters, method is { IsExtensionMethod: true, ContainingType.IsExtension: false }) + Constraints(method.TypeParameters),
        _ => member.ToDisplayString(_member),
    };

    private static string? Written(IPropertySymbol property) =>
        property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is PropertyDeclarationSyntax { Initializer: not null } ? Default(property) : null;

    private static string Accessors(IPropertySymbol property) => string.Concat(
        property.GetMethod is { } get && PublicApi.IsVisible(get) ? "get;" : "",
        property.SetMethod is { } set && PublicApi.IsVisible(set) ? set.IsInitOnly ? " init;" : " set;" : "");

    private static string WithParameters(string head, IReadOnlyCollection<IParameterSymbol> parameters, bool extends = false)
    {
        string[] written = [.. parameters.Select((parameter, i) => (extends && i == 0 ? "this " : "") + parameter.ToDisplayString(_parameter))];
        string line = $"{head}({string.Join(", ", written)})";
        return line.Length <= LineLength ? line : $"{head}(\n    {string.Join(",\n    ", written)})";
    }

    private static string Bases(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Enum)
        {
            return "";
        }
        IEnumerable<INamedTypeSymbol> bases = type.Interfaces.Where(i => !(type.IsRecord && i.Name == "IEquatable") && i.DeclaredAccessibility == Accessibility.Public);
        if (type.BaseType is { SpecialType: SpecialType.None } parent)
        {
            bases = bases.Prepend(parent);
        }
        string list = string.Join(", ", bases.Select(b => b.ToDisplayString(TypeFormat)));
        return list.Length == 0 ? "" : " : " + list;
    }

    private static string Constraints(IEnumerable<ITypeParameterSymbol> parameters) => string.Concat(parameters.Select(parameter =>
    {
        IEnumerable<string> constraints = parameter.ConstraintTypes.Select(type => type.ToDisplayString(TypeFormat));
        constraints = parameter.HasReferenceTypeConstraint ? constraints.Prepend("class") : parameter.HasValueTypeConstraint ? constraints.Prepend("struct") : constraints;
        constraints = parameter.HasNotNullConstraint ? constraints.Prepend("notnull") : constraints;
        constraints = parameter.HasConstructorConstraint ? constraints.Append("new()") : constraints;
        string list = string.Join(", ", constraints);
        return list.Length == 0 ? "" : $"\n    where {parameter.Name} : {list}";
    }));
}
