using System.Globalization;
using CausalFusion.Evaluation;
using Microsoft.Data.Analysis;

namespace CausalFusion.ML;

/// <summary>How near generated images are to real ones, by the features of both.</summary>
/// <remarks>Numbers are to be compared with numbers of the same featurizer and about as many images alone.</remarks>
public sealed class ImageGenerationMetrics
{
    internal ImageGenerationMetrics(FeatureSet real, FeatureSet generated, int neighbors)
    {
        ManifoldComparison manifolds = ManifoldComparison.Between(real, generated, neighbors);
        (Precision, Recall, Density, Coverage) = (manifolds.Precision, manifolds.Recall, manifolds.Density, manifolds.Coverage);
        FrechetDistance = CausalFusion.Evaluation.FrechetDistance.Between(real, generated);
        (RealCount, GeneratedCount, Dimension, Neighbors) = (real.Count, generated.Count, real.Dimension, neighbors);
    }

    /// <summary>
    /// The Fréchet distance between the two sets of features, at least 0, the less the better; the FID where they are Inception-v3's.
    /// </summary>
    public double FrechetDistance { get; }

    /// <summary>The share of generated images that look real, 0 to 1: that lie in the manifold of the real ones.</summary>
    public double Precision { get; }

    /// <summary>The share of real images that the generator could have generated, 0 to 1: that lie in the manifold of the generated ones.</summary>
    public double Recall { get; }

    /// <summary>
    /// How densely real images surround the generated ones, at least 0 and about 1 for the same distribution; like precision, but not raised by
    /// outliers.
    /// </summary>
    public double Density { get; }

    /// <summary>The share of real images with a generated one nearby, 0 to 1; like recall, but not raised by outliers.</summary>
    public double Coverage { get; }

    /// <summary>The number of real images.</summary>
    public int RealCount { get; }

    /// <summary>The number of generated images.</summary>
    public int GeneratedCount { get; }

    /// <summary>The number of features of an image.</summary>
    public int Dimension { get; }

    /// <summary>The number of neighbors that the manifolds' balls reach to.</summary>
    public int Neighbors { get; }

    /// <summary>
    /// One row: FrechetDistance, Precision, Recall, Density, Coverage, RealCount, GeneratedCount, Dimension, Neighbors. Frames of several evaluations
    /// append to each other.
    /// </summary>
    public DataFrame ToDataFrame()
    {
        return new DataFrame(
            new DoubleDataFrameColumn("FrechetDistance", [FrechetDistance]),
            new DoubleDataFrameColumn("Precision", [Precision]),
            new DoubleDataFrameColumn("Recall", [Recall]),
            new DoubleDataFrameColumn("Density", [Density]),
            new DoubleDataFrameColumn("Coverage", [Coverage]),
            new Int32DataFrameColumn("RealCount", [RealCount]),
            new Int32DataFrameColumn("GeneratedCount", [GeneratedCount]),
            new Int32DataFrameColumn("Dimension", [Dimension]),
            new Int32DataFrameColumn("Neighbors", [Neighbors]));
    }

    /// <summary>The metrics in a line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"Fréchet distance {FrechetDistance:F3}, precision {Precision:F3}, recall {Recall:F3}, density {Density:F3}, coverage {Coverage:F3} "
        + $"({RealCount} real and {GeneratedCount} generated images of {Dimension} features, {Neighbors} neighbors)");
}
