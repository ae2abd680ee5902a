namespace CausalFusion.Evaluation;

/// <summary>
/// ROUGE-L (Lin, 2004): how long the longest sequence of words is that a caption and a reference have in common, with other words between them or
/// not.
/// </summary>
/// <remarks>
/// With P its share of the caption's words and R its share of the reference's, (1 + β²) P R ÷ (R + β² P), β = 1.2. As in the MS-COCO caption
/// evaluation, P and R are each the highest among the references, and the score of a set is the mean over its images.
/// </remarks>
internal static class RougeL
{
    private const double Beta = 1.2;

    /// <summary>The score of each image.</summary>
    /// <param name="captions">The captions.</param>
    /// <returns>As many scores as images, in their order, 0 to 1.</returns>
    public static double[] PerImage(CaptionSet captions)
    {
        ArgumentNullException.ThrowIfNull(captions);
        return [.. captions.Images.Select(Score)];
    }

    private static double Score(CaptionedImage image)
    {
        double precision = 0, recall = 0;
        foreach (NumberedText reference in image.References)
        {
            int common = LongestCommonSubsequence(image.Caption.Words, reference.Words);
            if (common > 0)
            {
                precision = Math.Max(precision, (double)common / image.Caption.Length);
                recall = Math.Max(recall, (double)common / reference.Length);
            }
        }
        return precision == 0 ? 0 : (1 + (Beta * Beta)) * precision * recall / (recall + (Beta * Beta * precision));
    }

    // Row by row of the table of the lengths for all beginnings of both; one row is kept.
    private static int LongestCommonSubsequence(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        Span<int> lengths = stackalloc int[CaptionSet.MaxWords + 1];
        lengths = lengths[..(second.Length + 1)];
        lengths.Clear();
        foreach (int word in first)
        {
            int diagonal = 0;
            for (int i = 1; i < lengths.Length; i++)
            {
                int above = lengths[i];
                lengths[i] = word == second[i - 1] ? diagonal + 1 : Math.Max(above, lengths[i - 1]);
                diagonal = above;
            }
        }
        return lengths[^1];
    }
}
