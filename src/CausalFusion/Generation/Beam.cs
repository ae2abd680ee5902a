namespace CausalFusion.Generation;

/// <summary>The captions of one image that a beam search goes on with, and those that it has finished.</summary>
/// <param name="Image">The image's number in the batch.</param>
/// <param name="Options">How many there are, and how they are compared.</param>
/// <param name="EndOfText">The token that ends a text.</param>
/// <param name="Most">The most tokens, without the end.</param>
internal sealed record Beam(int Image, CaptionOptions Options, int EndOfText, int Most)
{
    private readonly List<CaptionDraft> _finished = [];

    /// <summary>The captions that are gone on with, the likeliest first.</summary>
    public IReadOnlyList<CaptionDraft> Drafts { get; private set; } = [CaptionDraft.Empty];

    /// <summary>Which of the writer's texts each of them is.</summary>
    public required IReadOnlyList<int> Rows { get; set; }

    /// <summary>Whether there is nothing left to go on with.</summary>
    public bool IsDone => Drafts.Count == 0;

    /// <summary>Goes on by one token.</summary>
    /// <param name="candidates">The likeliest tokens behind one of the writer's texts, with the logarithms of their probabilities.</param>
    /// <returns>For each caption that is gone on with the writer's text that it comes from, and its new token.</returns>
    public IReadOnlyList<(int Row, int Token)> Advance(Func<int, (int Token, double LogProbability)[]> candidates)
    {
        var further = Drafts.Zip(Rows)
            .SelectMany(pair => candidates(pair.Second).Where(next => double.IsFinite(next.LogProbability))
                .Select(next => (Draft: pair.First, Row: pair.Second, next.Token, next.LogProbability)))
            .OrderByDescending(next => next.Draft.LogProbability + next.LogProbability).Take(2 * Options.Beams).ToArray();
        var drafts = new List<CaptionDraft>();
        var chosen = new List<(int Row, int Token)>();
        foreach ((CaptionDraft draft, int row, int token, double logProbability) in further)
        {
            if (token == EndOfText)
            {
                _finished.Add(draft.Ended(logProbability));
            }
            else if (draft.Tokens.Count == Most)
            {
                _finished.Add(draft); // cut; there is but one way to go on with it that counts
            }
            else if (drafts.Count < Options.Beams)
            {
                drafts.Add(draft.With(token, logProbability));
                chosen.Add((row, token));
            }
        }
        CaptionDraft[] kept = [.. _finished.Distinct().OrderByDescending(Score).Take(Options.Beams)];
        _finished.Clear();
        _finished.AddRange(kept);
        // What is longer can be no better where lengths do not count; where they do, it is given the longest that it can get.
        if (kept.Length == Options.Beams && drafts.Count > 0 && BestPossible(drafts[0]) <= Score(kept[^1]))
        {
            drafts.Clear();
            chosen.Clear();
        }
        Drafts = drafts;
        return chosen;
    }

    /// <summary>The caption of the highest score.</summary>
    public CaptionDraft Best() => _finished.MaxBy(Score)!;

    private double Score(CaptionDraft draft) => draft.Score(Options.LengthPenalty);

    private double BestPossible(CaptionDraft draft) => draft.LogProbability / Math.Pow(Most + 1, Options.LengthPenalty);
}
