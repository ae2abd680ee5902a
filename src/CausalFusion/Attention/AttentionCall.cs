namespace CausalFusion.Attention;

/// <summary>One attention call of the tensor library: consecutive queries over the keys <c>[0, PrefixEnd) ∪ [GroupStart, GroupEnd)</c>.</summary>
/// <param name="Kind">How it masks.</param>
/// <param name="QueryStart">First query whose result is kept. A causal call also computes those before it.</param>
/// <param name="QueryEnd">End of the queries, exclusive.</param>
/// <param name="PrefixEnd">End of the first range of keys, exclusive.</param>
/// <param name="GroupStart">First key of the second range, at or after <paramref name="PrefixEnd"/> where both count the same tokens.</param>
/// <param name="GroupEnd">End of that range, exclusive; equal to <paramref name="GroupStart"/> where there is none.</param>
internal readonly record struct AttentionCall(
    AttentionCallKind Kind, int QueryStart, int QueryEnd, int PrefixEnd, int GroupStart, int GroupEnd)
{
    /// <summary>Number of queries whose result is kept.</summary>
    public int Queries => QueryEnd - QueryStart;

    /// <summary>Number of keys of the second range.</summary>
    public int GroupKeys => GroupEnd - GroupStart;

    /// <summary>Number of keys that the call is given.</summary>
    public int Keys => PrefixEnd + GroupKeys;
}
