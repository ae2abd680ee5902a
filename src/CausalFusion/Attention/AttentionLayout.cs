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
    /// Generalized causal attention over a training sequence: the condition tokens, the clean tokens of steps 1…S−1, the noised tokens of steps 1…S.
    /// A condition token sees the condition; a clean token of step s the condition and the clean tokens of steps ≤ s; a noised token of step s
    /// the condition, the clean tokens of steps &lt; s, and the noised tokens of step s.
    /// </summary>
    /// <param name="conditionTokens">Number of condition tokens, may be 0.</param>
    /// <param name="split">The AR split of the image tokens.</param>
    /// <param name="groupTokens">
    /// Number of further tokens that stand before the noised tokens of each step and belong to them, such as a time token.
    /// </param>
    /// <param name="copies">
    /// Number of noised sequences behind the one clean prefix, each of which sees its own noised tokens only (paper, App. B).
    /// </param>
    public static AttentionLayout GeneralizedCausal(int conditionTokens, ArSplit split, int groupTokens = 0, int copies = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(conditionTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(groupTokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(copies, 1);
        ArgumentNullException.ThrowIfNull(split);
        ReadOnlySpan<int> offsets = split.Offsets;
        int clean = offsets[split.Steps - 1], noised = split.Tokens + (split.Steps * groupTokens);
        int length = checked(conditionTokens + clean + (copies * noised));
        var runs = new List<AttentionRun>((copies + 1) * split.Steps);
        if (conditionTokens > 0)
        {
            runs.Add(new AttentionRun(0, conditionTokens, conditionTokens, conditionTokens, conditionTokens));
        }
        for (int s = 0; s < split.Steps - 1; s++)
        {
            int end = conditionTokens + offsets[s + 1];
            runs.Add(new AttentionRun(conditionTokens + offsets[s], end, end, end, end));
        }
        for (int noisedStart = conditionTokens + clean; noisedStart < length; noisedStart += noised)
        {
            for (int s = 0; s < split.Steps; s++)
            {
                int start = noisedStart + offsets[s] + (s * groupTokens), end = noisedStart + offsets[s + 1] + ((s + 1) * groupTokens);
                int prefix = conditionTokens + offsets[s];
                // Where the group follows the prefix at once, the two are one range.
                runs.Add(start == prefix ? new AttentionRun(start, end, end, end, end) : new AttentionRun(start, end, prefix, start, end));
            }
        }
        return new AttentionLayout(length, length, [.. runs]) { Copies = copies, CopyLength = noised };
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
}
