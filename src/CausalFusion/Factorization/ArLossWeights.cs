namespace CausalFusion.Factorization;

/// <summary>
/// The AR loss weights: a token's loss weighs more the earlier its step begins in the sequence (paper, §5 and Table 3c). The loss is the plain mean
/// of the weighted errors; it is not divided by the weights' sum.
/// </summary>
internal sealed class ArLossWeights
{
    /// <param name="start">The weight λ of the first step. Default 2.</param>
    /// <param name="end">The weight that a step at the very end would have. Default 1.</param>
    /// <param name="shape">How the weight falls from one to the other.</param>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite.</exception>
    public ArLossWeights(double start = 2, double end = 1, ArWeightShape shape = ArWeightShape.Linear)
    {
        if (!(start >= 0) || !double.IsFinite(start))
        {
            throw new ArgumentOutOfRangeException(nameof(start), start, "An AR loss weight must be finite and not negative.");
        }
        if (!(end >= 0) || !double.IsFinite(end))
        {
            throw new ArgumentOutOfRangeException(nameof(end), end, "An AR loss weight must be finite and not negative.");
        }
        Start = start;
        End = end;
        Shape = shape;
    }

    /// <summary>The weight λ of the first step.</summary>
    public double Start { get; }

    /// <summary>The weight at the end of the sequence.</summary>
    public double End { get; }

    /// <summary>How the weight falls.</summary>
    public ArWeightShape Shape { get; }

    /// <summary>The weight of each token.</summary>
    /// <param name="split">The AR split.</param>
    /// <returns>L values in generation order; tokens of one step weigh the same.</returns>
    public float[] ForTokens(ArSplit split)
    {
        ArgumentNullException.ThrowIfNull(split);
        float[] weights = new float[split.Tokens];
        ReadOnlySpan<int> offsets = split.Offsets;
        for (int s = 0; s < split.Steps; s++)
        {
            double progress = (double)offsets[s] / split.Tokens;
            double fallen = Shape == ArWeightShape.Linear ? progress : (1 - Math.Cos(Math.PI * progress)) / 2;
            weights.AsSpan(offsets[s], split.SizeOf(s)).Fill((float)(Start - ((Start - End) * fallen)));
        }
        return weights;
    }
}
