using System.Globalization;
using Microsoft.Data.Analysis;

namespace CausalFusion.ML;

/// <summary>Metrics as data frames.</summary>
public static class MetricsFrames
{
    /// <summary>One row: FrechetDistance, Precision, Recall, Density, Coverage, RealCount, GeneratedCount, Dimension, Neighbors. Frames of several evaluations append to each other.</summary>
    /// <param name="metrics">The metrics.</param>
    public static DataFrame ToDataFrame(this ImageGenerationMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return new DataFrame(
            new DoubleDataFrameColumn("FrechetDistance", [metrics.FrechetDistance]),
            new DoubleDataFrameColumn("Precision", [metrics.Precision]),
            new DoubleDataFrameColumn("Recall", [metrics.Recall]),
            new DoubleDataFrameColumn("Density", [metrics.Density]),
            new DoubleDataFrameColumn("Coverage", [metrics.Coverage]),
            new Int32DataFrameColumn("RealCount", [metrics.RealCount]),
            new Int32DataFrameColumn("GeneratedCount", [metrics.GeneratedCount]),
            new Int32DataFrameColumn("Dimension", [metrics.Dimension]),
            new Int32DataFrameColumn("Neighbors", [metrics.Neighbors]));
    }

    /// <summary>One row: CiderD, Bleu1, Bleu2, Bleu3, Bleu4, BrevityPenalty, RougeL, ImageCount. Frames of several evaluations append to each other.</summary>
    /// <param name="metrics">The metrics.</param>
    public static DataFrame ToDataFrame(this ImageCaptioningMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return new DataFrame(
            new DoubleDataFrameColumn("CiderD", [metrics.CiderD]),
            new DoubleDataFrameColumn("Bleu1", [metrics.Bleu1]),
            new DoubleDataFrameColumn("Bleu2", [metrics.Bleu2]),
            new DoubleDataFrameColumn("Bleu3", [metrics.Bleu3]),
            new DoubleDataFrameColumn("Bleu4", [metrics.Bleu4]),
            new DoubleDataFrameColumn("BrevityPenalty", [metrics.BrevityPenalty]),
            new DoubleDataFrameColumn("RougeL", [metrics.RougeL]),
            new Int32DataFrameColumn("ImageCount", [metrics.ImageCount]));
    }

    /// <summary>A row for each image, in their order: CiderD and RougeL of its caption.</summary>
    /// <param name="metrics">The metrics.</param>
    public static DataFrame ToDataFramePerImage(this ImageCaptioningMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return new DataFrame(new DoubleDataFrameColumn("CiderD", metrics.CiderDPerImage), new DoubleDataFrameColumn("RougeL", metrics.RougeLPerImage));
    }

    /// <summary>A row for each class: Class (its name, or its number from 0), Count and Agreement, which is missing where there are no images of the class.</summary>
    /// <param name="metrics">The metrics.</param>
    public static DataFrame ToDataFrame(this ClassAgreementMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        IEnumerable<string> names = metrics.ClassNames.Length > 0
            ? metrics.ClassNames
            : Enumerable.Range(0, metrics.PerClass.Length).Select(number => number.ToString(CultureInfo.InvariantCulture));
        return new DataFrame(
            new StringDataFrameColumn("Class", names),
            new Int64DataFrameColumn("Count", metrics.CountPerClass),
            new DoubleDataFrameColumn("Agreement", metrics.PerClass.Select(share => double.IsNaN(share) ? (double?)null : share)));
    }
}
