using Microsoft.ML;

namespace CausalFusion.ML.Transforms;

/// <summary>Looks for transformers in chains.</summary>
internal static class TransformerExtensions
{
    /// <summary>The last transformer of a type in a chain, or the transformer itself; null where there is none.</summary>
    public static T? FindLast<T>(this ITransformer model) where T : class, ITransformer =>
        model as T ?? (model as IEnumerable<ITransformer>)?.Reverse().Select(FindLast<T>).FirstOrDefault(found => found is not null);
}
