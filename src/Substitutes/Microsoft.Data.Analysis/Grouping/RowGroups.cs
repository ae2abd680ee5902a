namespace Microsoft.Data.Analysis;

/// <summary>The rows of each value.</summary>
internal static class RowGroups
{
    public static Dictionary<T, ICollection<long>> Of<T>(IEnumerable<T?> values, out HashSet<long> nulls)
        where T : struct => Of(values, value => value is { } given ? (true, given) : default, out nulls);

    public static Dictionary<string, ICollection<long>> Of(IEnumerable<string> values, out HashSet<long> nulls) =>
        Of(values, value => (value is not null, value), out nulls);

    private static Dictionary<TKey, ICollection<long>> Of<T, TKey>(IEnumerable<T> values, Func<T, (bool IsGiven, TKey Key)> keyOf, out HashSet<long> nulls)
    {
        var groups = new Dictionary<TKey, ICollection<long>>();
        nulls = [];
        long row = 0;
        foreach (var value in values)
        {
            if (keyOf(value) is (true, var key))
            {
                if (!groups.TryGetValue(key, out var rows))
                    groups[key] = rows = [];
                rows.Add(row);
            }
            else
            {
                nulls.Add(row);
            }
            row++;
        }
        return groups;
    }
}
