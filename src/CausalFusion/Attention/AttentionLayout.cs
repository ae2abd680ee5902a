using CausalFusion.Factorization;
using static TorchSharp.torch;

namespace CausalFusion.Attention;

/// <summary>
/// Who sees whom in one attention: for each run of queries, the keys <c>[0, p) ∪ [a, b)</c>. The one description from which every kernel works;
/// an <see cref="AttentionPlan"/> makes of it what the tensor library needs (paper, App. A).
/// </summary>
internal sealed class AttentionLayout
{
    private readonly AttentionRun[] _runs;

    private AttentionLayout(int queries, int keys, AttentionRun[] runs, int firstQuery = 0)
    {
        Queries = queries;
        Keys = keys;
        _runs = runs;
        FirstQuery = firstQuery;
    }

    /// <summary>Number of queries.</summary>
    public int Queries { get; }

    /// <summary>Number of keys.</summary>
    public int Keys { get; }

    /// <summary>The token of the pass that is the first query: 0 where all tokens see.</summary>
    public int FirstQuery { get; }

    /// <summary>The runs, in order; they cover all queries.</summary>
    public ReadOnlySpan<AttentionRun> Runs => _runs;

    /// <summary>Number of equal sequences at the end of which each sees its own tokens and what all see; 1 where there is none.</summary>
    public int Copies { get; private init; } = 1;

    /// <summary>Number of tokens of each of the <see cref="Copies"/>, where there are several.</summary>
    public int CopyLength { get; private init; }

    /// <summary>Whether every query sees every key.</summary>
    public bool IsFull => _runs is [{ PrefixEnd: var prefix }] && prefix == Keys;

    /// <summary>
    /// Generalized causal attention over a training sequence: the condition tokens, text before the image, the clean tokens, text behind the image,
    /// the noised tokens of steps 1…S. A condition token sees the condition; a text token all tokens before it, and itself; a clean token of step s
    /// the condition, the text before the image and the clean tokens of steps ≤ s; a noised token of step s the condition, the text before the image,
    /// the clean tokens of steps &lt; s, and the noised tokens of step s.
    /// </summary>
    /// <param name="conditionTokens">Number of condition tokens, may be 0.</param>
    /// <param name="split">The AR split of the image tokens.</param>
    /// <param name="groupTokens">
    /// Number of further tokens that stand before the noised tokens of each step and belong to them, such as a time token.
    /// </param>
    /// <param name="copies">
    /// Number of noised sequences behind the one clean prefix, each of which sees its own noised tokens only (paper, App. B).
    /// </param>
    /// <param name="textBefore">Number of text tokens before the image, which it is to be of.</param>
    /// <param name="textBehind">
    /// Number of text tokens behind the image, which say what it shows. Where there are any, the clean tokens are those of all steps; otherwise those
    /// of steps 1…S−1.
    /// </param>
    public static AttentionLayout GeneralizedCausal(
        int conditionTokens, ArSplit split, int groupTokens = 0, int copies = 1, int textBefore = 0, int textBehind = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(conditionTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(groupTokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(copies, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(textBefore);
        ArgumentOutOfRangeException.ThrowIfNegative(textBehind);
        ArgumentNullException.ThrowIfNull(split);
        ReadOnlySpan<int> offsets = split.Offsets;
        int cleanSteps = textBehind > 0 ? split.Steps : split.Steps - 1, noised = split.Tokens + (split.Steps * groupTokens);
        int image = conditionTokens + textBefore, prefixEnd = image + offsets[cleanSteps] + textBehind;
        int length = checked(prefixEnd + (copies * noised));
        var runs = new List<AttentionRun>(((copies + 1) * split.Steps) + textBefore + textBehind + 1);
        AddBlock(runs, conditionTokens);
        AddCausal(runs, textBefore);
        for (int s = 0; s < cleanSteps; s++)
        {
            AddBlock(runs, split.SizeOf(s));
        }
        AddCausal(runs, textBehind);
        for (int noisedStart = prefixEnd; noisedStart < length; noisedStart += noised)
        {
            for (int s = 0; s < split.Steps; s++)
            {
                int start = noisedStart + offsets[s] + (s * groupTokens), end = noisedStart + offsets[s + 1] + ((s + 1) * groupTokens);
                int prefix = image + offsets[s];
                // Where the group follows the prefix at once, the two are one range.
                runs.Add(start == prefix ? new AttentionRun(start, end, end, end, end) : new AttentionRun(start, end, prefix, start, end));
            }
        }
        return new AttentionLayout(length, length, [.. runs]) { Copies = copies, CopyLength = noised };
    }

    /// <summary>
    /// A sequence of text and of an image whose tokens all see each other; each token sees also all that is before it, and nothing behind it.
    /// </summary>
    /// <param name="textBefore">Number of text tokens before the image.</param>
    /// <param name="image">Number of image tokens, at least 1.</param>
    /// <param name="textBehind">Number of text tokens behind it.</param>
    public static AttentionLayout OfText(int textBefore, int image, int textBehind)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(textBefore);
        ArgumentOutOfRangeException.ThrowIfLessThan(image, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(textBehind);
        var runs = new List<AttentionRun>(textBefore + textBehind + 1);
        AddCausal(runs, textBefore);
        AddBlock(runs, image);
        AddCausal(runs, textBehind);
        return new AttentionLayout(runs[^1].QueryEnd, runs[^1].QueryEnd, [.. runs]);
    }

    /// <summary>Text behind cached tokens: each token sees these, those before it, and itself.</summary>
    /// <param name="queries">Number of tokens, at least 1.</param>
    /// <param name="cached">Number of cached tokens.</param>
    public static AttentionLayout Causal(int queries, int cached)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(queries, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(cached);
        var runs = new List<AttentionRun>(queries);
        AddCausal(runs, queries, cached);
        return new AttentionLayout(queries, cached + queries, [.. runs]);
    }

    /// <summary>Every query sees every key: one group after its cached context, or features of clean tokens.</summary>
    /// <param name="queries">Number of queries, at least 1.</param>
    /// <param name="keys">Number of keys, at least 1.</param>
    public static AttentionLayout Full(int queries, int keys)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(queries, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(keys, 1);
        return new AttentionLayout(queries, keys, [new AttentionRun(0, queries, keys, keys, keys)]);
    }

    /// <summary>The last queries alone, which see what they did: a last block need not compute what nobody reads.</summary>
    /// <param name="first">The first of them; their number where none is left.</param>
    public AttentionLayout From(int first)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Queries);
        if (first == 0)
        {
            return this;
        }
        AttentionRun[] rest =
        [
            .. _runs.Where(run => run.QueryEnd > first)
                .Select(run => run with { QueryStart = Math.Max(run.QueryStart, first) - first, QueryEnd = run.QueryEnd - first }),
        ];
        return new AttentionLayout(Queries - first, Keys, rest, FirstQuery + first);
    }

    /// <summary>Whether a query sees a key.</summary>
    public bool Sees(int query, int key)
    {
        foreach (AttentionRun run in _runs)
        {
            if (query >= run.QueryStart && query < run.QueryEnd)
            {
                return key < run.PrefixEnd || (key >= run.GroupStart && key < run.GroupEnd);
            }
        }
        throw new ArgumentOutOfRangeException(nameof(query), query, $"There are {Queries} queries.");
    }

    /// <summary>The layout as an additive mask: 0 where a key is seen, −∞ where it is not.</summary>
    /// <param name="device">Where to put it.</param>
    /// <param name="dtype">Its type.</param>
    /// <returns>A tensor of shape (queries, keys) that the caller owns.</returns>
    public Tensor ToAdditiveMask(Device device, ScalarType dtype = ScalarType.Float32)
    {
        float[] mask = new float[(long)Queries * Keys];
        Array.Fill(mask, float.NegativeInfinity);
        foreach (AttentionRun run in _runs)
        {
            for (int q = run.QueryStart; q < run.QueryEnd; q++)
            {
                mask.AsSpan(q * Keys, run.PrefixEnd).Clear();
                mask.AsSpan((q * Keys) + run.GroupStart, run.GroupEnd - run.GroupStart).Clear();
            }
        }
        using Tensor flat = tensor(mask, [Queries, Keys]);
        return flat.to(dtype, device, copy: true);
    }

    /// <summary>Adds tokens that see each other and all before them.</summary>
    private static void AddBlock(List<AttentionRun> runs, int tokens)
    {
        if (tokens > 0)
        {
            int start = runs.Count > 0 ? runs[^1].QueryEnd : 0, end = start + tokens;
            runs.Add(new AttentionRun(start, end, end, end, end));
        }
    }

    /// <summary>Adds tokens each of which sees all before it and itself.</summary>
    private static void AddCausal(List<AttentionRun> runs, int tokens, int cached = 0)
    {
        int start = runs.Count > 0 ? runs[^1].QueryEnd : 0;
        for (int token = start; token < start + tokens; token++)
        {
            int seen = cached + token + 1;
            runs.Add(new AttentionRun(token, token + 1, seen, seen, seen));
        }
    }
}
