using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>The transforms that make vectors of categories.</summary>
public static class CategoricalCatalog
{
    /// <summary>
    /// Makes indicator vectors of a column's values: of those met at fitting up to <paramref name="maximumNumberOfKeys"/>, or of those in the one
    /// column of <paramref name="keyData"/>. Other values have no 1.
    /// </summary>
    public static OneHotEncodingEstimator OneHotEncoding(this TransformsCatalog.CategoricalTransforms catalog, string outputColumnName,
        string inputColumnName = null, OneHotEncodingEstimator.OutputKind outputKind = OneHotEncodingEstimator.OutputKind.Indicator,
        int maximumNumberOfKeys = 1000000,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence, IDataView keyData = null) =>
        new(catalog.Environment, [(outputColumnName, inputColumnName ?? outputColumnName)], outputKind, maximumNumberOfKeys, keyOrdinality, keyData);

    /// <summary>
    /// Makes indicator vectors of columns' values: of those met at fitting up to <paramref name="maximumNumberOfKeys"/> a column, or of those in the
    /// one column of <paramref name="keyData"/>. Other values have no 1.
    /// </summary>
    public static OneHotEncodingEstimator OneHotEncoding(this TransformsCatalog.CategoricalTransforms catalog, InputOutputColumnPair[] columns,
        OneHotEncodingEstimator.OutputKind outputKind = OneHotEncodingEstimator.OutputKind.Indicator, int maximumNumberOfKeys = 1000000,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence, IDataView keyData = null) =>
        new(catalog.Environment, columns.ToTuples(catalog.Environment), outputKind, maximumNumberOfKeys, keyOrdinality, keyData);
}
