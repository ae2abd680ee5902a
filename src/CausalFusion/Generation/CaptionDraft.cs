namespace CausalFusion.Generation;

/// <summary>A caption in the making: the tokens behind its beginning, and the logarithm of their probability.</summary>
/// <param name="Tokens">The tokens, without the one that ends a text.</param>
/// <param name="LogProbability">Of these, and of the end where it is complete.</param>
/// <param name="IsComplete">Whether it came to its end.</param>
internal sealed record CaptionDraft(IReadOnlyList<int> Tokens, double LogProbability, bool IsComplete = false)
{
    /// <summary>Nothing yet.</summary>
    public static CaptionDraft Empty { get; } = new([], 0);

    /// <summary>Tokens that were written, the end included.</summary>
    public int Written => Tokens.Count + (IsComplete ? 1 : 0);

    /// <summary>The same with a further token.</summary>
    public CaptionDraft With(int token, double logProbability) => new([.. Tokens, token], LogProbability + logProbability);

    /// <summary>The same at its end.</summary>
    public CaptionDraft Ended(double logProbability) => new(Tokens, LogProbability + logProbability, IsComplete: true);

    /// <summary>By what captions of different lengths are compared.</summary>
    /// <param name="lengthPenalty">The power of the length.</param>
    public double Score(double lengthPenalty) => LogProbability / Math.Pow(Math.Max(1, Written), lengthPenalty);
}
