using CausalFusion.Randomness;

namespace CausalFusion.Factorization;

/// <summary>
/// Draws the AR split of a training batch: P(S = i) ∝ γ^(i−1) for i = 1…L, then S−1 distinct cut points, uniformly (paper, §5 and Table 3a).
/// </summary>
internal sealed class ArSplitSampler
{
    private readonly double[] _cumulative;

    /// <param name="tokens">Number L of tokens, at least 1.</param>
    /// <param name="decay">
    /// The AR decay γ in [0, 1]: 0 is always one step (diffusion), 1 makes every number of steps equally likely. The paper uses 0.9.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public ArSplitSampler(int tokens, double decay = 0.9)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        if (!(decay is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "The AR decay must lie in [0, 1].");
        }
        Tokens = tokens;
        Decay = decay;
        _cumulative = new double[tokens];
        double weight = 1, sum = 0;
        for (int i = 0; i < tokens; i++, weight *= decay)
        {
            _cumulative[i] = sum += weight;
        }
    }

    /// <summary>Number of tokens to split.</summary>
    public int Tokens { get; }

    /// <summary>The AR decay γ.</summary>
    public double Decay { get; }

    /// <summary>Draws one split.</summary>
    public ArSplit Sample(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double u = random.NextDouble() * _cumulative[^1];
        int index = Array.BinarySearch(_cumulative, u);
        int steps = Math.Min(index < 0 ? ~index : index + 1, Tokens - 1) + 1;

        // S − 1 of the L − 1 inner boundaries: the first ones of a partial shuffle.
        int[] boundaries = [.. Enumerable.Range(1, Tokens - 1)];
        for (int i = 0; i < steps - 1; i++)
        {
            int j = i + random.Next(boundaries.Length - i);
            (boundaries[i], boundaries[j]) = (boundaries[j], boundaries[i]);
        }
        int[] cuts = [0, .. boundaries.AsSpan(0, steps - 1), Tokens];
        Array.Sort(cuts);
        int[] sizes = new int[steps];
        for (int s = 0; s < steps; s++)
        {
            sizes[s] = cuts[s + 1] - cuts[s];
        }
        return ArSplit.FromSizes(sizes);
    }
}
