namespace CausalFusion.Factorization;

/// <summary>
/// How the tokens of an image are cut into AR steps: step s generates the tokens at positions <c>Offsets[s]</c> to <c>Offsets[s + 1]</c> of the
/// generation order (paper, Eq. 5).
/// </summary>
public sealed class ArSplit
{
    private readonly int[] _offsets;

    private ArSplit(int[] offsets) => _offsets = offsets;

    /// <summary>Number S of AR steps.</summary>
    public int Steps => _offsets.Length - 1;

    /// <summary>Number L of tokens.</summary>
    public int Tokens => _offsets[^1];

    /// <summary>Where the steps begin, S + 1 values from 0 to L.</summary>
    public ReadOnlySpan<int> Offsets => _offsets;

    /// <summary>The number of tokens of each step.</summary>
    public int[] Sizes => [.. Enumerable.Range(0, Steps).Select(SizeOf)];

    /// <summary>The number of tokens of one step.</summary>
    /// <param name="step">The step, from 0.</param>
    public int SizeOf(int step) => _offsets[step + 1] - _offsets[step];

    /// <summary>One step holding all tokens: pure diffusion.</summary>
    /// <param name="tokens">Number of tokens, at least 1.</param>
    public static ArSplit OneStep(int tokens) => FromSizes([tokens]);

    /// <summary>Steps of equal size; where <paramref name="steps"/> does not divide <paramref name="tokens"/>, sizes differ by at most one.</summary>
    /// <param name="tokens">Number of tokens, at least 1.</param>
    /// <param name="steps">Number of AR steps, 1 to <paramref name="tokens"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer tokens than steps, or no step.</exception>
    public static ArSplit Equal(int tokens, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, tokens);
        int[] offsets = new int[steps + 1];
        for (int s = 0; s <= steps; s++)
        {
            offsets[s] = (int)((long)tokens * s / steps);
        }
        return new ArSplit(offsets);
    }

    /// <summary>
    /// Steps that grow along a quarter of a cosine wave, as masked generation takes them: after s of S steps about L·cos(πs/2S) tokens are left,
    /// rounded down, but each step has at least one token.
    /// </summary>
    /// <param name="tokens">Number of tokens, at least 1.</param>
    /// <param name="steps">Number of AR steps, 1 to <paramref name="tokens"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer tokens than steps, or no step.</exception>
    public static ArSplit Cosine(int tokens, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, tokens);
        int[] offsets = new int[steps + 1];
        offsets[steps] = tokens;
        for (int s = 1; s < steps; s++)
        {
            int left = (int)Math.Floor(tokens * Math.Cos(Math.PI * s / (2 * steps)));
            offsets[s] = Math.Clamp(tokens - left, offsets[s - 1] + 1, tokens - (steps - s));
        }
        return new ArSplit(offsets);
    }

    /// <summary>Steps of the given sizes.</summary>
    /// <param name="sizes">Tokens of each step, each at least 1.</param>
    /// <exception cref="ArgumentException">There is no step, or a step without tokens.</exception>
    public static ArSplit FromSizes(ReadOnlySpan<int> sizes)
    {
        if (sizes.IsEmpty)
        {
            throw new ArgumentException("An AR split needs at least one step; found none.", nameof(sizes));
        }
        int[] offsets = new int[sizes.Length + 1];
        for (int s = 0; s < sizes.Length; s++)
        {
            if (sizes[s] < 1)
            {
                throw new ArgumentException($"Every AR step needs at least one token; step {s} has {sizes[s]}.", nameof(sizes));
            }
            offsets[s + 1] = checked(offsets[s] + sizes[s]);
        }
        return new ArSplit(offsets);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join('+', Sizes);
}
