using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>More transforms that change what columns hold.</summary>
public static class ConversionsCatalog
{
    /// <summary>Writes a column's keys as vectors of binary digits, the highest first.</summary>
    public static KeyToBinaryVectorMappingEstimator MapKeyToBinaryVector(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName,
        string inputColumnName = null) =>
        new(catalog.Environment, (outputColumnName, inputColumnName ?? outputColumnName));
}
