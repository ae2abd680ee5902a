using CausalFusion.Native;
using static TorchSharp.torch;

namespace CausalFusion.Attention;

/// <summary>
/// A layout as calls of the tensor library's attention: the cheapest way to cut its runs into stretches, each of which is one call. A run alone
/// needs no mask, nor does a chain of single tokens each of which sees all before it; other stretches of several runs need a mask over what any of
/// them sees.
/// </summary>
/// <remarks>
/// Copies of the noised tokens see the same clean tokens and each its own: their calls are planned once and run for all, the copies being further
/// sequences of the batch.
/// </remarks>
internal sealed class AttentionPlan
{
    private const int MaskAlignment = 16; // values; the kernels read masks in whole vectors

    private readonly AttentionCall[] _shared, _copied;
    private readonly AttentionRun[] _sharedRuns, _copiedRuns;

    private AttentionPlan(AttentionLayout layout, AttentionRun[] sharedRuns, AttentionRun[] copiedRuns, double callCost, double masked)
    {
        Layout = layout;
        (_sharedRuns, _copiedRuns) = (sharedRuns, copiedRuns);
        _shared = Cheapest(sharedRuns, callCost, masked);
        // A pair in a copy stands for one in each.
        _copied = Cheapest(copiedRuns, callCost / layout.Copies, masked);
    }

    /// <summary>What is planned.</summary>
    public AttentionLayout Layout { get; }

    /// <summary>The calls for the tokens that stand once, in order: all tokens where there is one copy.</summary>
    public ReadOnlySpan<AttentionCall> Shared => _shared;

    /// <summary>
    /// The calls for the tokens of each copy, in order; none where there is one copy. Their queries count the copy's tokens, their keys the shared
    /// ones and then the copy's own.
    /// </summary>
    public ReadOnlySpan<AttentionCall> Copied => _copied;

    /// <summary>Number of calls.</summary>
    public int Calls => _shared.Length + _copied.Length;

    /// <summary>Number of calls with a mask.</summary>
    public int MaskedCalls => _shared.Concat(_copied).Count(call => call.Kind == AttentionCallKind.Masked);

    /// <summary>Plans a layout.</summary>
    /// <param name="layout">Who sees whom.</param>
    /// <param name="pairWork">Multiply-adds that one query and one key take in all sequences and heads: 2·N·H·d.</param>
    /// <param name="costs">What calls cost.</param>
    public static AttentionPlan For(AttentionLayout layout, double pairWork, AttentionCosts costs)
    {
        (AttentionRun[] shared, AttentionRun[] copied) = layout.Copies == 1 ? (layout.Runs.ToArray(), []) : Fold(layout);
        double callCost = costs.Call / pairWork;
        var split = new AttentionPlan(layout, shared, copied, callCost, double.PositiveInfinity);
        return split.Calls <= Math.Max(1, costs.FewCalls) || double.IsPositiveInfinity(costs.Masked)
            ? split
            : new AttentionPlan(layout, shared, copied, callCost, costs.Masked);
    }

    /// <summary>The masks of the calls that have one, in the calls' order: 0 where a key is seen, −∞ where it is not.</summary>
    /// <param name="device">Where to put them.</param>
    /// <param name="dtype">Their type.</param>
    /// <returns>Views of one tensor that came to the device in one copy, each (queries, keys) of its call, in the caller's dispose scope.</returns>
    public Tensor[] Masks(Device device, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        (AttentionCall Call, AttentionRun[] Runs)[] masked =
        [
            .. _shared.Select(call => (call, _sharedRuns)).Concat(_copied.Select(call => (call, _copiedRuns)))
                .Where(part => part.call.Kind == AttentionCallKind.Masked),
        ];
        int[] starts = new int[masked.Length + 1];
        for (int i = 0; i < masked.Length; i++)
        {
            int values = checked(masked[i].Call.Queries * masked[i].Call.Keys);
            starts[i + 1] = checked(starts[i] + ((values + MaskAlignment - 1) / MaskAlignment * MaskAlignment));
        }
        if (masked.Length == 0)
        {
            return [];
        }
        float[] host = new float[starts[^1]];
        Array.Fill(host, float.NegativeInfinity);
        for (int i = 0; i < masked.Length; i++)
        {
            Fill(host.AsSpan(starts[i]), masked[i].Call, masked[i].Runs);
        }
        Tensor all = tensor(host).to(dtype).SentTo(device);
        return
        [
            .. masked.Select((part, i) => all.narrow(0, starts[i], (long)part.Call.Queries * part.Call.Keys)
                .view(part.Call.Queries, part.Call.Keys).MoveToOuterDisposeScope()),
        ];
    }

    /// <summary>The runs of what stands once, and those of the first copy as <see cref="Copied"/> counts.</summary>
    private static (AttentionRun[] Shared, AttentionRun[] Copied) Fold(AttentionLayout layout)
    {
        int queries = layout.Queries - (layout.Copies * layout.CopyLength), keys = layout.Keys - (layout.Copies * layout.CopyLength);
        AttentionRun[] runs = layout.Runs.ToArray();
        return (
            [.. runs.Where(run => run.QueryStart < queries)],
            [
                .. runs.Where(run => run.QueryStart >= queries && run.QueryStart < queries + layout.CopyLength).Select(run =>
                {
                    // Where the first copy's group follows its prefix at once, the run tells them as one.
                    (int start, int end) = run.PrefixEnd > keys ? (keys, run.PrefixEnd) : (run.GroupStart, run.GroupEnd);
                    return new AttentionRun(run.QueryStart - queries, run.QueryEnd - queries, Math.Min(run.PrefixEnd, keys), start, end);
                }),
            ]);
    }

    /// <summary>The cheapest calls for a sequence of runs: a shortest path, over all ways to cut it.</summary>
    private static AttentionCall[] Cheapest(AttentionRun[] runs, double callCost, double masked)
    {
        double[] costs = new double[runs.Length + 1];
        Array.Fill(costs, double.PositiveInfinity, 1, runs.Length);
        var last = new (int First, AttentionCall Call)[runs.Length + 1];
        for (int first = 0; first < runs.Length; first++)
        {
            int queryStart = runs[first].QueryStart, prefix = 0, groupStart = int.MaxValue, groupEnd = 0;
            bool causal = true;
            for (int end = first; end < runs.Length; end++)
            {
                AttentionRun run = runs[end];
                bool hasGroup = run.GroupEnd > run.GroupStart;
                causal &= run.Queries == 1 && !hasGroup && run.PrefixEnd == run.QueryEnd;
                prefix = Math.Max(prefix, run.PrefixEnd);
                if (hasGroup)
                {
                    groupStart = Math.Min(groupStart, run.GroupStart);
                    groupEnd = Math.Max(groupEnd, run.GroupEnd);
                }
                if (end > first && !causal && double.IsPositiveInfinity(masked))
                {
                    break;
                }
                int from = Math.Max(prefix, groupEnd == 0 ? 0 : groupStart), to = Math.Max(from, groupEnd);
                var call = new AttentionCall(AttentionCallKind.Masked, queryStart, run.QueryEnd, prefix, from, to);
                double pairs = (double)call.Queries * call.Keys, halfSquare = (double)run.QueryEnd * run.QueryEnd / 2;
                (AttentionCallKind kind, double cost) = first == end ? (AttentionCallKind.Full, pairs)
                    : causal && halfSquare < pairs * masked ? (AttentionCallKind.Causal, halfSquare)
                    : (AttentionCallKind.Masked, pairs * masked);
                cost += costs[first] + callCost;
                if (cost < costs[end + 1])
                {
                    costs[end + 1] = cost;
                    last[end + 1] = (first, call with { Kind = kind });
                }
            }
        }
        var calls = new Stack<AttentionCall>();
        for (int end = runs.Length; end > 0; end = last[end].First)
        {
            calls.Push(last[end].Call);
        }
        return [.. calls];
    }

    private static void Fill(Span<float> mask, AttentionCall call, AttentionRun[] runs)
    {
        foreach (AttentionRun run in runs.Where(run => run.QueryStart >= call.QueryStart && run.QueryEnd <= call.QueryEnd))
        {
            for (int query = run.QueryStart; query < run.QueryEnd; query++)
            {
                Span<float> row = mask.Slice((query - call.QueryStart) * call.Keys, call.Keys);
                row[..run.PrefixEnd].Clear();
                // Another run's prefix may reach into the group.
                int from = Math.Max(run.GroupStart, call.GroupStart);
                if (run.GroupEnd > from)
                {
                    row.Slice(call.PrefixEnd + from - call.GroupStart, run.GroupEnd - from).Clear();
                }
                if (Math.Min(run.GroupEnd, call.PrefixEnd) is var within && within > run.GroupStart)
                {
                    row[run.GroupStart..within].Clear();
                }
            }
        }
    }
}
