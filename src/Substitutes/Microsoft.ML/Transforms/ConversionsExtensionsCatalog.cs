using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>The transforms that change what columns hold.</summary>
public static class ConversionsExtensionsCatalog
{
    /// <summary>Converts a column to another type.</summary>
    public static TypeConvertingEstimator ConvertType(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName,
        string inputColumnName = null, DataKind outputKind = DataKind.Single) =>
        new(catalog.Environment, outputKind, (outputColumnName, inputColumnName ?? outputColumnName));

    /// <summary>Converts columns to another type.</summary>
    public static TypeConvertingEstimator ConvertType(this TransformsCatalog.ConversionTransforms catalog, InputOutputColumnPair[] columns,
        DataKind outputKind = DataKind.Single) =>
        new(catalog.Environment, outputKind, columns.ToTuples(catalog.Environment));

    /// <summary>Replaces a column's keys by the values that they stand for.</summary>
    public static KeyToValueMappingEstimator MapKeyToValue(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName,
        string inputColumnName = null) =>
        new(catalog.Environment, (outputColumnName, inputColumnName ?? outputColumnName));

    /// <summary>Replaces columns' keys by the values that they stand for.</summary>
    public static KeyToValueMappingEstimator MapKeyToValue(this TransformsCatalog.ConversionTransforms catalog, InputOutputColumnPair[] columns) =>
        new(catalog.Environment, columns.ToTuples(catalog.Environment));

    /// <summary>
    /// Makes indicator vectors of a column's keys; vectors of keys give one after the other, or with <paramref name="outputCountVector"/> their sum.
    /// </summary>
    public static KeyToVectorMappingEstimator MapKeyToVector(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName,
        string inputColumnName = null, bool outputCountVector = false) =>
        new(catalog.Environment, outputCountVector, (outputColumnName, inputColumnName ?? outputColumnName));

    /// <summary>
    /// Makes indicator vectors of columns' keys; vectors of keys give one after the other, or with <paramref name="outputCountVector"/> their sum.
    /// </summary>
    public static KeyToVectorMappingEstimator MapKeyToVector(this TransformsCatalog.ConversionTransforms catalog, InputOutputColumnPair[] columns,
        bool outputCountVector = false) =>
        new(catalog.Environment, outputCountVector, columns.ToTuples(catalog.Environment));

    /// <summary>
    /// Makes keys of a column's values: of those met at fitting up to <paramref name="maximumNumberOfKeys"/>, or of those in the one column of
    /// <paramref name="keyData"/>. Other values become missing keys.
    /// </summary>
    public static ValueToKeyMappingEstimator MapValueToKey(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName,
        string inputColumnName = null, int maximumNumberOfKeys = 1000000,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false, IDataView keyData = null) =>
        new(catalog.Environment, [(outputColumnName, inputColumnName ?? outputColumnName)], maximumNumberOfKeys, keyOrdinality,
            addKeyValueAnnotationsAsText, keyData);

    /// <summary>
    /// Makes keys of columns' values: of those met at fitting up to <paramref name="maximumNumberOfKeys"/> a column, or of those in the one column of
    /// <paramref name="keyData"/>. Other values become missing keys.
    /// </summary>
    public static ValueToKeyMappingEstimator MapValueToKey(this TransformsCatalog.ConversionTransforms catalog, InputOutputColumnPair[] columns,
        int maximumNumberOfKeys = 1000000,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false, IDataView keyData = null) =>
        new(catalog.Environment, columns.ToTuples(catalog.Environment), maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText, keyData);
}
