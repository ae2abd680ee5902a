namespace CausalFusion.Attention;

/// <summary>Consecutive queries that see the same keys: <c>[0, PrefixEnd) ∪ [GroupStart, GroupEnd)</c>.</summary>
/// <param name="QueryStart">First query of the run.</param>
/// <param name="QueryEnd">End of the run, exclusive.</param>
/// <param name="PrefixEnd">The keys before this index are seen.</param>
/// <param name="GroupStart">First key of a second range that is seen, at or after <paramref name="PrefixEnd"/>.</param>
/// <param name="GroupEnd">End of that range, exclusive; equal to <paramref name="GroupStart"/> where there is none.</param>
internal readonly record struct AttentionRun(int QueryStart, int QueryEnd, int PrefixEnd, int GroupStart, int GroupEnd)
{
    /// <summary>Number of queries.</summary>
    public int Queries => QueryEnd - QueryStart;

    /// <summary>Number of keys that each of them sees.</summary>
    public int VisibleKeys => PrefixEnd + (GroupEnd - GroupStart);
}
