namespace Microsoft.ML.Transforms;

/// <summary>How a column is normalised.</summary>
internal sealed record NormalizationOptions(NormalizationKind Kind, long MaximumExampleCount, bool FixZero);
