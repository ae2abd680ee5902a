using Microsoft.CodeAnalysis;

namespace CausalFusion.ApiReference;

/// <summary>Extension members as users write them.</summary>
internal static class ExtensionUse
{
    /// <summary>Such as <c>mlContext.ImageGeneration</c>, or <c>catalog.FeaturizeImages(outputColumnName, inputColumnName, model, options)</c>.</summary>
    public static string Of(ISymbol member)
    {
        string call = $"{Receiver(member).Name}.{member.Name}";
        return member is IMethodSymbol method
            ? $"{call}({string.Join(", ", method.Parameters.Skip(method.IsExtensionMethod && !method.ContainingType.IsExtension ? 1 : 0).Select(p => p.Name))})"
            : call;
    }

    /// <summary>What the member seems to belong to.</summary>
    public static IParameterSymbol Receiver(ISymbol member) => member.ContainingType.ExtensionParameter ?? ((IMethodSymbol)member).Parameters[0];
}
