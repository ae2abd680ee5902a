using System.Collections.Immutable;
using CausalFusion.Evaluation;
using Microsoft.Data.Analysis;

namespace CausalFusion.ML;

/// <summary>How near captions of images are to references that people wrote.</summary>
/// <remarks>All are the more, the better. Papers print them times 100: a CIDEr of 47.9 on MS-COCO is a <see cref="CiderD"/> of 0.479.</remarks>
public sealed class ImageCaptioningMetrics
{
    internal ImageCaptioningMetrics(CaptionSet captions)
    {
        CiderDPerImage = [.. CausalFusion.Evaluation.CiderD.PerImage(captions)];
        CiderD = CiderDPerImage.Average();
        RougeLPerImage = [.. CausalFusion.Evaluation.RougeL.PerImage(captions)];
        RougeL = RougeLPerImage.Average();
        var bleu = BleuScore.Of(captions);
        (Bleu1, Bleu2, Bleu3, Bleu4, BrevityPenalty) = (bleu.Scores[0], bleu.Scores[1], bleu.Scores[2], bleu.Scores[3], bleu.BrevityPenalty);
        ImageCount = captions.Count;
    }

    /// <summary>
    /// CIDEr-D, 0 to 10: how much of what people agree on a caption says; the mean over the images. What is rare is told by the references of the
    /// images that are evaluated: of one image it is 0.
    /// </summary>
    public double CiderD { get; }

    /// <summary>CIDEr-D of each image, 0 to 10, row by row.</summary>
    public ImmutableArray<double> CiderDPerImage { get; }

    /// <summary>
    /// BLEU-1, 0 to 1: the share of the captions' words that a reference of the same image has, times <see cref="BrevityPenalty"/>.
    /// </summary>
    public double Bleu1 { get; }

    /// <summary>BLEU-2, 0 to 1: the same by words and pairs of words.</summary>
    public double Bleu2 { get; }

    /// <summary>BLEU-3, 0 to 1: the same by sequences of one to three words.</summary>
    public double Bleu3 { get; }

    /// <summary>BLEU-4, 0 to 1: the same by sequences of one to four words; 0 where no reference has four words in a row of its caption's.</summary>
    public double Bleu4 { get; }

    /// <summary>What BLEU is multiplied by for captions that are shorter than their references, 0 to 1.</summary>
    public double BrevityPenalty { get; }

    /// <summary>ROUGE-L, 0 to 1: by the longest sequence of words that a caption and a reference have in common; the mean over the images.</summary>
    public double RougeL { get; }

    /// <summary>ROUGE-L of each image, 0 to 1, row by row.</summary>
    public ImmutableArray<double> RougeLPerImage { get; }

    /// <summary>The number of images.</summary>
    public int ImageCount { get; }

    /// <summary>
    /// One row: CiderD, Bleu1, Bleu2, Bleu3, Bleu4, BrevityPenalty, RougeL, ImageCount. Frames of several evaluations append to each other.
    /// </summary>
    public DataFrame ToDataFrame()
    {
        return new DataFrame(
            new DoubleDataFrameColumn("CiderD", [CiderD]),
            new DoubleDataFrameColumn("Bleu1", [Bleu1]),
            new DoubleDataFrameColumn("Bleu2", [Bleu2]),
            new DoubleDataFrameColumn("Bleu3", [Bleu3]),
            new DoubleDataFrameColumn("Bleu4", [Bleu4]),
            new DoubleDataFrameColumn("BrevityPenalty", [BrevityPenalty]),
            new DoubleDataFrameColumn("RougeL", [RougeL]),
            new Int32DataFrameColumn("ImageCount", [ImageCount]));
    }

    /// <summary>A row for each image, in their order: CiderD and RougeL of its caption.</summary>
    public DataFrame ToDataFramePerImage()
    {
        return new DataFrame(new DoubleDataFrameColumn("CiderD", CiderDPerImage), new DoubleDataFrameColumn("RougeL", RougeLPerImage));
    }

    /// <summary>The metrics in a line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"CIDEr-D {CiderD:F3}, BLEU-1 to BLEU-4 {Bleu1:F3} {Bleu2:F3} {Bleu3:F3} {Bleu4:F3}, ROUGE-L {RougeL:F3} ({ImageCount} images)");
}
