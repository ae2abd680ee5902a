using System.Collections.Immutable;

namespace CausalFusion.Evaluation;

/// <summary>
/// BLEU of a set of captions (Papineni et al., 2002): the geometric mean of the precisions of n-grams, times a penalty where captions are shorter
/// than references.
/// </summary>
/// <remarks>
/// Counts are summed over all images before they are divided. The length that a caption is measured by is that of the reference nearest in length,
/// the shorter of two that are as near. The MS-COCO caption evaluation does the same, but adds 10⁻¹⁵ to matches and 10⁻⁹ to counts, and so reports a
/// small number where the score is 0.
/// </remarks>
internal sealed class BleuScore
{
    private BleuScore(IEnumerable<double> precisions, double brevityPenalty)
    {
        Precisions = [.. precisions];
        BrevityPenalty = brevityPenalty;
        Scores = [.. Enumerable.Range(1, Precisions.Length).Select(order => brevityPenalty * GeometricMean(Precisions.AsSpan()[..order]))];
    }

    /// <summary>BLEU-1 to BLEU-4, each 0 to 1. BLEU-n is 0 where no n-gram of a caption is in a reference.</summary>
    public ImmutableArray<double> Scores { get; }

    /// <summary>
    /// The share of the captions' n-grams that a reference of their image has, for n from 1 to 4, 0 to 1. An n-gram counts at most as often as in
    /// that reference which has it most.
    /// </summary>
    public ImmutableArray<double> Precisions { get; }

    /// <summary>What the scores are multiplied by for short captions, 0 to 1; 1 where captions are as long as references or longer.</summary>
    public double BrevityPenalty { get; }

    /// <summary>The scores of a set of captions.</summary>
    /// <param name="captions">The captions.</param>
    public static BleuScore Of(CaptionSet captions)
    {
        ArgumentNullException.ThrowIfNull(captions);
        long length = 0, nearest = 0;
        long[] matches = new long[NumberedText.Orders], all = new long[NumberedText.Orders];
        foreach (CaptionedImage image in captions.Images)
        {
            length += image.Caption.Length;
            nearest += image.References.Select(reference => reference.Length).MinBy(other => (Math.Abs(other - image.Caption.Length), other));
            for (int order = 1; order <= NumberedText.Orders; order++)
            {
                all[order - 1] += Math.Max(0, image.Caption.Length - order + 1);
                matches[order - 1] += Matches(image, order);
            }
        }
        double penalty = length == 0 ? 0 : length >= nearest ? 1 : Math.Exp(1 - ((double)nearest / length));
        return new BleuScore(matches.Zip(all, (some, count) => count == 0 ? 0 : (double)some / count), penalty);
    }

    private static long Matches(CaptionedImage image, int order)
    {
        int[] most = new int[image.Caption.Length];
        foreach (NumberedText reference in image.References)
        {
            NGramCounts own = image.Caption.Counts(order), others = reference.Counts(order);
            for (int i = 0; own.MoveNext(); i++)
            {
                most[i] = Math.Max(most[i], Math.Min(own.Count, others.CountOf(own.NGram)));
            }
        }
        return most.Sum(count => (long)count);
    }

    private static double GeometricMean(ReadOnlySpan<double> values)
    {
        double logarithms = 0;
        foreach (double value in values)
        {
            logarithms += Math.Log(value);
        }
        return Math.Exp(logarithms / values.Length); // 0 where a value is
    }
}
