namespace CausalFusion.Evaluation;

/// <summary>
/// CIDEr-D (Vedantam et al., 2015): how much of what people agree on in an image's references a caption says, by n-grams of one to four words that
/// are rare among all images.
/// </summary>
/// <remarks>
/// With g(s) a text's counts of the n-grams of one order, each times log(images ÷ images with the n-gram in a reference), and l(s) its number of
/// words, a caption c with references s₁ … sₘ has 10 ÷ m · Σⱼ exp(−(l(c) − l(sⱼ))² ÷ 2σ²) · min(g(c), g(sⱼ)) · g(sⱼ) ÷ (|g(c)| |g(sⱼ)|), σ = 6,
/// averaged over the four orders: what the MS-COCO caption evaluation calls CIDEr. As there, an n-gram that no reference has counts as if one image
/// had it, counts are not divided by the text's length, and a text without an n-gram of weight has no similarity. The score of a set is the mean over
/// its images; papers print it times 100.
/// </remarks>
internal static class CiderD
{
    private const double Sigma = 6, Scale = 10;

    /// <summary>The score of each image.</summary>
    /// <param name="captions">
    /// All images: their references say which n-grams are rare. Of one image every score is 0, since no n-gram is rarer than another.
    /// </param>
    /// <returns>As many scores as images, in their order, 0 to 10.</returns>
    public static double[] PerImage(CaptionSet captions)
    {
        ArgumentNullException.ThrowIfNull(captions);
        double[] weights = Weights(captions);
        return [.. captions.Images.Select(image => Score(image, weights))];
    }

    private static double[] Weights(CaptionSet captions)
    {
        int[] images = new int[captions.NGramCount], lastImage = new int[captions.NGramCount];
        for (int i = 0; i < captions.Count; i++)
        {
            foreach (NumberedText reference in captions.Images[i].References)
            {
                for (int order = 1; order <= NumberedText.Orders; order++)
                {
                    NGramCounts counts = reference.Counts(order);
                    while (counts.MoveNext())
                    {
                        if (lastImage[counts.NGram] != i + 1)
                        {
                            lastImage[counts.NGram] = i + 1;
                            images[counts.NGram]++;
                        }
                    }
                }
            }
        }
        return Array.ConvertAll(images, with => Math.Log(captions.Count) - Math.Log(Math.Max(1, with)));
    }

    private static double Score(CaptionedImage image, double[] weights)
    {
        double sum = 0;
        for (int order = 1; order <= NumberedText.Orders; order++)
        {
            double length = Length(image.Caption, order, weights);
            foreach (NumberedText reference in image.References)
            {
                double lengths = length * Length(reference, order, weights);
                if (lengths > 0)
                {
                    double difference = image.Caption.Length - reference.Length;
                    sum += Math.Exp(
                        -difference * difference / (2 * Sigma * Sigma)) * ClippedProduct(image.Caption, reference, order, weights) / lengths;
                }
            }
        }
        return Scale * sum / (NumberedText.Orders * image.References.Length);
    }

    private static double Length(NumberedText text, int order, double[] weights)
    {
        double squares = 0;
        NGramCounts counts = text.Counts(order);
        while (counts.MoveNext())
        {
            double value = counts.Count * weights[counts.NGram];
            squares += value * value;
        }
        return Math.Sqrt(squares);
    }

    private static double ClippedProduct(NumberedText caption, NumberedText reference, int order, double[] weights)
    {
        double product = 0;
        NGramCounts own = caption.Counts(order), others = reference.Counts(order);
        while (own.MoveNext())
        {
            double weight = weights[own.NGram];
            int count = others.CountOf(own.NGram);
            product += Math.Min(own.Count, count) * weight * (count * weight);
        }
        return product;
    }
}
