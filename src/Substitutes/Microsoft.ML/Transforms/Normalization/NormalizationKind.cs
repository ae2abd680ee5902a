namespace Microsoft.ML.Transforms;

/// <summary>What a normalizer does to a column.</summary>
internal enum NormalizationKind
{
    MinMax,
    MeanVariance,
    MeanVarianceCdf,
}
