using CausalFusion.Attention;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>
/// The keys and values of a batch's sequences, which may have begun with contexts of different lengths: a cache for each length, whose tokens pass
/// through the network together.
/// </summary>
internal sealed class ContextCaches : IDisposable
{
    private readonly Part[] _parts;

    private ContextCaches(Part[] parts) => _parts = parts;

    /// <summary>Runs contexts, each different one once.</summary>
    /// <param name="contexts">What each sequence begins with.</param>
    /// <param name="first">The number of sequences at the beginning that can be run without the others.</param>
    /// <param name="run">
    /// Runs contexts of one form into a new cache of the given capacity, or a cache of the context's own length where that is null.
    /// </param>
    /// <param name="room">Tokens that a sequence needs room for beyond its context.</param>
    public static ContextCaches Begin(
        IReadOnlyList<IReadOnlyList<ContextSegment>> contexts, int first, Func<IReadOnlyList<ContextSegment>[], int?, KeyValueCache> run, int room)
    {
        var parts = new List<Part>();
        try
        {
            foreach (IGrouping<string, int> group in Enumerable.Range(0, contexts.Count).GroupBy(i => FormOf(contexts[i])))
            {
                int[] members = [.. group];
                parts.Add(BeginPart(contexts, members, members.Count(i => i < first), run, room));
            }
            return new ContextCaches([.. parts]);
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            throw;
        }
    }

    /// <summary>The sequences of a pass behind what is cached.</summary>
    /// <param name="tokens">Tokens of each sequence.</param>
    /// <param name="firstOutput">The first token whose output is wanted.</param>
    /// <param name="keeps">Whether keys and values of the pass are to be kept; then <see cref="Commit"/> follows.</param>
    /// <param name="onlyFirst">Whether the first sequences alone pass.</param>
    public SequencePass Pass(int tokens, int firstOutput, bool keeps, bool onlyFirst = false) => new(
    [
        .. Taking(onlyFirst).Select(part =>
        {
            KeyValueCache cache = onlyFirst ? part.First! : part.Cache;
            return new SequenceGroup(
                onlyFirst ? part.FirstCount : part.Members.Length,
                new AttentionContext(AttentionLayout.Full(tokens, cache.Length + tokens), cache) { Keeps = keeps }, firstOutput);
        }),
    ])
    {
        HoldsWeights = true,
    };

    /// <summary>Tokens of sequences as the rows of a pass.</summary>
    /// <param name="x">The tokens of as many sequences, (M, T, D); sequence i is that of place i modulo M.</param>
    /// <param name="onlyFirst">Whether the first sequences alone pass.</param>
    /// <returns>(R, D), in the caller's dispose scope.</returns>
    public Tensor ToRows(Tensor x, bool onlyFirst = false)
    {
        long[] order = [.. Order(onlyFirst).Select(i => i % x.shape[0])];
        using var scope = NewDisposeScope();
        Tensor arranged = IsInOrder(order, x.shape[0]) ? x : x.index_select(0, tensor(order, device: x.device));
        return arranged.reshape(-1, x.shape[2]).MoveToOuterDisposeScope();
    }

    /// <summary>The rows that a pass gave as tokens of sequences.</summary>
    /// <param name="rows">(R, …).</param>
    /// <param name="tokens">Tokens of a sequence that have an output.</param>
    /// <param name="onlyFirst">Whether the first sequences alone passed.</param>
    /// <returns>(sequences, T, …) in their order, in the caller's dispose scope.</returns>
    public Tensor FromRows(Tensor rows, int tokens, bool onlyFirst = false)
    {
        long[] order = [.. Order(onlyFirst)];
        using var scope = NewDisposeScope();
        Tensor x = rows.view(order.Length, tokens, rows.shape[1]);
        if (!IsInOrder(order, order.Length))
        {
            long[] places = new long[order.Length];
            foreach ((int place, long sequence) in order.Index())
            {
                places[sequence] = place;
            }
            x = x.index_select(0, tensor(places, device: x.device));
        }
        return x.MoveToOuterDisposeScope();
    }

    /// <summary>Keeps the tokens of the pass that was just run.</summary>
    /// <param name="tokens">How many each sequence had.</param>
    public void Commit(int tokens)
    {
        foreach (Part part in _parts)
        {
            part.Cache.Commit(tokens);
        }
    }

    /// <summary>Frees the caches.</summary>
    public void Dispose()
    {
        foreach (Part part in _parts)
        {
            part.Dispose();
        }
    }

    private static string FormOf(IReadOnlyList<ContextSegment> context) => string.Join(", ", context.Select(segment => segment.Form));

    private static Part BeginPart(
        IReadOnlyList<IReadOnlyList<ContextSegment>> contexts, int[] members, int firstCount,
        Func<IReadOnlyList<ContextSegment>[], int?, KeyValueCache> run, int room)
    {
        IReadOnlyList<ContextSegment>[] all = [.. members.Select(i => contexts[i])], different = [.. all.Distinct(new SameSegments())];
        KeyValueCache cache;
        if (different.Length == all.Length)
        {
            cache = run(all, room);
        }
        else
        {
            using KeyValueCache once = run(different, null);
            using var scope = NewDisposeScope();
            long[] begin = [.. all.Select(context => (long)Array.FindIndex(different, other => other.SequenceEqual(context)))];
            cache = once.Spread(tensor(begin, device: once.Device), once.Length + room);
        }
        return new Part(cache, firstCount > 0 ? cache.FirstSequences(firstCount) : null, members, firstCount);
    }

    private static bool IsInOrder(long[] order, long count) => order.Length == count && order.Index().All(pair => pair.Index == pair.Item);

    private IEnumerable<Part> Taking(bool onlyFirst) => onlyFirst ? _parts.Where(part => part.FirstCount > 0) : _parts;

    private IEnumerable<long> Order(bool onlyFirst) => Taking(onlyFirst)
        .SelectMany(part => part.Members.Take(onlyFirst ? part.FirstCount : part.Members.Length).Select(i => (long)i));

    /// <param name="Cache">The cache of its sequences.</param>
    /// <param name="First">A view of those that can be run without the others; null where there are none.</param>
    /// <param name="Members">The sequences, in order.</param>
    /// <param name="FirstCount">How many of them are of the first.</param>
    private sealed record Part(KeyValueCache Cache, KeyValueCache? First, int[] Members, int FirstCount) : IDisposable
    {
        public void Dispose()
        {
            First?.Dispose();
            Cache.Dispose();
        }
    }

    private sealed class SameSegments : IEqualityComparer<IReadOnlyList<ContextSegment>>
    {
        public bool Equals(IReadOnlyList<ContextSegment>? x, IReadOnlyList<ContextSegment>? y) => x!.SequenceEqual(y!);

        public int GetHashCode(IReadOnlyList<ContextSegment> context) =>
            context.Aggregate(context.Count, (hash, segment) => HashCode.Combine(hash, segment));
    }
}
