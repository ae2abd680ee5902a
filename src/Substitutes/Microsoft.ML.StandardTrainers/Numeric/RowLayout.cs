namespace Microsoft.ML.Numeric;

/// <summary>How training rows lie in memory. It depends on the feature count alone, so that sums over rows are made in the same order everywhere.</summary>
internal sealed record RowLayout
{
    /// <summary>Floats in a block: small enough that a block stays in the second-level cache between its scores and its gradient.</summary>
    private const int BlockSize = 64 * 1024;

    public RowLayout(int featureCount)
    {
        FeatureCount = featureCount;
        Stride = (featureCount + DenseKernels.Width - 1) / DenseKernels.Width * DenseKernels.Width;
        RowsPerBlock = Math.Clamp(BlockSize / Stride / DenseKernels.RowTile * DenseKernels.RowTile, DenseKernels.RowTile, 1024);
    }

    public int FeatureCount { get; }

    /// <summary>Floats from one row to the next: the feature count, padded with zeros to whole vectors.</summary>
    public int Stride { get; }

    public int RowsPerBlock { get; }
}
