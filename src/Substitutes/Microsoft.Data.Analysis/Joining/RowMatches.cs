namespace Microsoft.Data.Analysis;

/// <summary>Pairs rows of two frames that have the same values in some columns.</summary>
internal static class RowMatches
{
    /// <summary>The rows' numbers, pair by pair, in the order of the first columns; null where there is no match.</summary>
    public static (PrimitiveDataFrameColumn<long> First, PrimitiveDataFrameColumn<long> Second) Of(DataFrameColumn[] first, DataFrameColumn[] second, JoinAlgorithm algorithm)
    {
        var nulls = new List<long>();
        var matches = new List<Dictionary<long, ICollection<long>>>();
        for (int i = 0; i < first.Length; i++)
        {
            matches.Add(first[i].GetGroupedOccurrences(second[i], out var nullRows));
            nulls.AddRange(nullRows.Except(nulls).ToArray());
        }
        var matched = new HashSet<long>();
        PrimitiveDataFrameColumn<long> firstRows = new("Rows"), secondRows = new("Rows");
        for (long row = 0; row < first[0].Length; row++)
        {
            bool isNull = first.Any(column => !column.IsValid(row));
            long[] rows = isNull ? [.. nulls] : MatchesOf(row, matches);
            matched.UnionWith(rows);
            firstRows.AppendMany(row, rows.Length);
            foreach (long each in rows)
                secondRows.Append(each);
            if (rows.Length == 0 && !isNull && algorithm != JoinAlgorithm.Inner)
                Append(row, null);
        }
        for (long row = 0; algorithm == JoinAlgorithm.FullOuter && row < second[0].Length; row++)
        {
            if (!matched.Contains(row) && second.All(column => column.IsValid(row)))
                Append(null, row);
        }
        return (firstRows, secondRows);

        void Append(long? firstRow, long? secondRow)
        {
            firstRows.Append(firstRow);
            secondRows.Append(secondRow);
        }
    }

    /// <summary>The rows that match in all columns.</summary>
    private static long[] MatchesOf(long row, List<Dictionary<long, ICollection<long>>> matches)
    {
        IEnumerable<long> rows = null;
        foreach (var column in matches)
        {
            if (!column.TryGetValue(row, out var found))
                return [];
            rows = rows?.Intersect(found) ?? found;
        }
        return [.. rows];
    }
}
