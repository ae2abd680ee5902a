using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Getters over the members of a current object.</summary>
internal static class RowGetters
{
    private static readonly MethodInfo MakeMethod = typeof(RowGetters).GetMethod(nameof(MakeCore), BindingFlags.Static | BindingFlags.NonPublic);

    /// <summary>One getter per column, null where inactive.</summary>
    internal static Delegate[] Make<TRow>(RowColumn[] columns, bool[] active, Func<TRow> current) =>
        [.. columns.Select((c, i) => active[i] ? (Delegate)MakeMethod.MakeGenericMethod(typeof(TRow), RowMember.TypeOf(c.Member)).Invoke(null, [c, current]) : null)];

    private static Delegate MakeCore<TRow, TValue>(RowColumn column, Func<TRow> current)
    {
        var read = RowMember.Reader<TRow, TValue>(column.Member);
        return MemberGetter.Over(() => read(current()), column.Type);
    }
}
