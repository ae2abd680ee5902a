using CausalFusion.Factorization;
using CausalFusion.Native;
using static TorchSharp.torch;

namespace CausalFusion.Families.CausalFusion;

/// <summary>
/// Time tokens among the noised tokens of a training sequence: one before each AR step's (<see cref="TimestepConditioning.Token"/>).
/// </summary>
internal static class TimeTokens
{
    /// <summary>Puts the time token of each AR step before its noised tokens.</summary>
    /// <param name="noised">Embedded noised tokens in generation order, shape (N, L, D).</param>
    /// <param name="time">Embedded timesteps, shape (N, S, D).</param>
    /// <param name="split">The AR split.</param>
    /// <returns>Shape (N, S + L, D), in the caller's dispose scope.</returns>
    public static Tensor Insert(Tensor noised, Tensor time, ArSplit split)
    {
        using var scope = NewDisposeScope();
        long[] sources = new long[split.Steps + split.Tokens];
        for (int s = 0; s < split.Steps; s++)
        {
            sources[split.Offsets[s] + s] = split.Tokens + s;
        }
        foreach ((int token, int place) in PlacesOfTokens(split).Index())
        {
            sources[place] = token;
        }
        return cat([noised, time], 1).index_select(1, tensor(sources).SentTo(noised.device)).MoveToOuterDisposeScope();
    }

    /// <summary>Takes the time tokens out again.</summary>
    /// <param name="x">What <see cref="Insert"/> gave, after the blocks, shape (N, S + L, D).</param>
    /// <param name="split">The AR split.</param>
    /// <returns>The noised tokens, shape (N, L, D), in the caller's dispose scope.</returns>
    public static Tensor Remove(Tensor x, ArSplit split)
    {
        using var scope = NewDisposeScope();
        return x.index_select(1, tensor(PlacesOfTokens(split).Select(p => (long)p).ToArray()).SentTo(x.device)).MoveToOuterDisposeScope();
    }

    private static IEnumerable<int> PlacesOfTokens(ArSplit split) =>
        Enumerable.Range(0, split.Steps).SelectMany(s => Enumerable.Range(split.Offsets[s] + s + 1, split.SizeOf(s)));
}
