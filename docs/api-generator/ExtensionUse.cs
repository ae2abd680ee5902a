using Microsoft.CodeAnalysis;

namespace CausalFusion.ApiReference;

/// <summary>Extension members as users write them.</summary>
internal static class ExtensionUse
{
    /// <summary>How users come by what ML.NET's members hang on; anything else goes by its parameter's name.</summary>
    private static readonly Dictionary<string, string> _receivers = new() { ["MLContext"] = "ml", ["TransformsCatalog"] = "ml.Transforms" };

    /// <summary>Such as <c>ml.ImageGeneration</c>, or <c>ml.Transforms.FeaturizeImages(outputColumnName, inputColumnName, model, options)</c>.</summary>
    public static string Of(ISymbol member)
    {
        IParameterSymbol receiver = Receiver(member);
        string call = $"{_receivers.GetValueOrDefault(receiver.Type.Name, receiver.Name)}.{member.Name}";
        return member is IMethodSymbol method
            ? $"{call}({string.Join(", ", method.Parameters.Skip(method.IsExtensionMethod && !method.ContainingType.IsExtension ? 1 : 0).Select(p => p.Name))})"
            : call;
    }

    /// <summary>What the member seems to belong to.</summary>
    public static IParameterSymbol Receiver(ISymbol member) => member.ContainingType.ExtensionParameter ?? ((IMethodSymbol)member).Parameters[0];
}
