using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>The transforms that bring real numbers to a common range.</summary>
public static class NormalizationCatalog
{
    /// <summary>
    /// Divides by the largest absolute value, or with <paramref name="fixZero"/> false maps smallest and largest to 0 and 1, as learned from the
    /// first <paramref name="maximumExampleCount"/> rows.
    /// </summary>
    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null,
        long maximumExampleCount = 1000000000, bool fixZero = true) =>
        new(catalog.Environment, new(NormalizationKind.MinMax, maximumExampleCount, fixZero),
            (outputColumnName, inputColumnName ?? outputColumnName));

    /// <summary>
    /// Divides by the largest absolute value, or with <paramref name="fixZero"/> false maps smallest and largest to 0 and 1, as learned from the
    /// first <paramref name="maximumExampleCount"/> rows.
    /// </summary>
    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = 1000000000, bool fixZero = true) =>
        new(catalog.Environment, new(NormalizationKind.MinMax, maximumExampleCount, fixZero), columns.ToTuples(catalog.Environment));

    /// <summary>
    /// Divides by the root of the mean square, or with <paramref name="fixZero"/> false subtracts the mean and divides by the standard deviation,
    /// or with <paramref name="useCdf"/> gives the share of the normal distribution below the value, as learned from the first
    /// <paramref name="maximumExampleCount"/> rows.
    /// </summary>
    public static NormalizingEstimator NormalizeMeanVariance(this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null,
        long maximumExampleCount = 1000000000, bool fixZero = true, bool useCdf = false) =>
        new(catalog.Environment, new(useCdf ? NormalizationKind.MeanVarianceCdf : NormalizationKind.MeanVariance, maximumExampleCount, fixZero),
            (outputColumnName, inputColumnName ?? outputColumnName));

    /// <summary>
    /// Divides by the root of the mean square, or with <paramref name="fixZero"/> false subtracts the mean and divides by the standard deviation,
    /// or with <paramref name="useCdf"/> gives the share of the normal distribution below the value, as learned from the first
    /// <paramref name="maximumExampleCount"/> rows.
    /// </summary>
    public static NormalizingEstimator NormalizeMeanVariance(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = 1000000000, bool fixZero = true, bool useCdf = false) =>
        new(catalog.Environment, new(useCdf ? NormalizationKind.MeanVarianceCdf : NormalizationKind.MeanVariance, maximumExampleCount, fixZero),
            columns.ToTuples(catalog.Environment));
}
