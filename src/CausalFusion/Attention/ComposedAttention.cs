using static TorchSharp.torch;

namespace CausalFusion.Attention;

/// <summary>Attention from the tensor library's operators, for every device and number type: the calls of an <see cref="AttentionPlan"/>.</summary>
internal static class ComposedAttention
{
    /// <summary>Attends as the context's layout says.</summary>
    /// <param name="queries">Shape (N, H, T, d).</param>
    /// <param name="keys">Shape (N, H, K, d), of the same number type.</param>
    /// <param name="values">Shape (N, H, K, d), of the same number type.</param>
    /// <param name="context">Who sees whom.</param>
    /// <returns>The heads' outputs side by side, shape (N, T, H·d), in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The layout has other numbers of queries or keys.</exception>
    public static Tensor Apply(Tensor queries, Tensor keys, Tensor values, AttentionContext context)
    {
        AttentionLayout layout = context.Layout;
        if (layout.Queries != queries.shape[2] || layout.Keys != keys.shape[2])
        {
            throw new ArgumentException(
                $"The attention layout has {layout.Queries} queries and {layout.Keys} keys; found {queries.shape[2]} and {keys.shape[2]}.",
                nameof(context));
        }
        using var scope = NewDisposeScope();
        AttentionPlan plan = context.PlanFor(queries);
        var masks = new Queue<Tensor>(context.MasksFor(queries));
        var outputs = new List<Tensor>(); // of (N, t, H, d) each
        if (!plan.Shared.IsEmpty)
        {
            outputs.Add(Run(plan.Shared, queries, new Keyed(keys, keys, 0), new Keyed(values, values, 0), masks));
        }
        if (!plan.Copied.IsEmpty)
        {
            outputs.Add(RunCopies(plan, queries, keys, values, masks));
        }
        return Joined(outputs, 1).reshape(queries.shape[0], layout.Queries, queries.shape[1] * queries.shape[3]).MoveToOuterDisposeScope();
    }

    private static Tensor RunCopies(AttentionPlan plan, Tensor queries, Tensor keys, Tensor values, Queue<Tensor> masks)
    {
        long copies = plan.Layout.Copies, length = plan.Layout.CopyLength, shared = plan.Layout.Keys - (copies * length), batch = queries.shape[0];
        var ofKeys = new Keyed(Repeated(keys), Own(keys), (int)shared);
        var ofValues = new Keyed(Repeated(values), Own(values), (int)shared);
        Tensor outputs = Run(plan.Copied, Own(queries), ofKeys, ofValues, masks);
        return outputs.reshape(batch, copies * length, outputs.shape[2], outputs.shape[3]); // (N·k, m, H, d) → (N, k·m, H, d)

        // (N, H, …k·m, d) → (N·k, H, m, d)
        Tensor Own(Tensor x) => x.narrow(2, x.shape[2] - (copies * length), copies * length)
            .unflatten(2, [copies, length]).permute(0, 2, 1, 3, 4).flatten(0, 1);

        // (N, H, s…, d) → (N·k, H, s, d)
        Tensor Repeated(Tensor x) => x.narrow(2, 0, shared).unsqueeze(1).expand(-1, copies, -1, -1, -1).flatten(0, 1);
    }

    private static Tensor Run(ReadOnlySpan<AttentionCall> calls, Tensor queries, Keyed keys, Keyed values, Queue<Tensor> masks)
    {
        var outputs = new List<Tensor>(calls.Length);
        foreach (AttentionCall call in calls)
        {
            bool causal = call.Kind == AttentionCallKind.Causal;
            // The kernels take a causal layout from the first query on: those before the call's are computed again and left.
            Tensor asked = causal ? Part(queries, 2, 0, call.QueryEnd) : Part(queries, 2, call.QueryStart, call.Queries);
            Tensor? mask = call.Kind == AttentionCallKind.Masked ? masks.Dequeue() : null;
            Tensor output = nn.functional.scaled_dot_product_attention(asked, keys.Of(call), values.Of(call), mask!, is_casual: causal)
                .transpose(1, 2); // (N, H, t, d) → (N, t, H, d)
            outputs.Add(causal ? Part(output, 1, call.QueryStart, call.Queries) : output);
        }
        return Joined(outputs, 1);
    }

    private static Tensor Joined(List<Tensor> parts, long dimension) => parts is [Tensor only] ? only : cat(parts, dimension);

    private static Tensor Part(Tensor x, int dimension, long start, long length) =>
        length == x.shape[dimension] ? x : x.narrow(dimension, start, length);

    /// <summary>Keys or values.</summary>
    /// <param name="Prefix">Where prefixes are taken from, (N, H, …, d).</param>
    /// <param name="Groups">Where groups are taken from, (N, H, …, d).</param>
    /// <param name="GroupOffset">The index of the groups' first token.</param>
    private readonly record struct Keyed(Tensor Prefix, Tensor Groups, int GroupOffset)
    {
        /// <summary>Those that a call sees.</summary>
        public Tensor Of(in AttentionCall call)
        {
            bool isOneRange = call.GroupStart == call.PrefixEnd && ReferenceEquals(Prefix, Groups);
            if (call.GroupKeys == 0 || isOneRange)
            {
                return Part(Prefix, 2, 0, call.Keys);
            }
            Tensor group = Part(Groups, 2, call.GroupStart - GroupOffset, call.GroupKeys);
            return call.PrefixEnd == 0 ? group : cat([Part(Prefix, 2, 0, call.PrefixEnd), group], 2);
        }
    }
}
