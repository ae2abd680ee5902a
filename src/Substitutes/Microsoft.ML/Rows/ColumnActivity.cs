namespace Microsoft.ML.Data;

/// <summary>Which columns of a schema are active, from the columns that a caller names.</summary>
internal static class ColumnActivity
{
    /// <summary>One flag per column of the schema; the columns must be the schema's own.</summary>
    internal static bool[] Of(IEnumerable<DataViewSchema.Column> columns, DataViewSchema schema)
    {
        var active = new bool[schema.Count];
        foreach (var column in columns ?? [])
        {
            if (column.Index >= schema.Count || column.Name != schema[column.Index].Name)
                throw new ArgumentOutOfRangeException(nameof(columns), $"Column '{column.Name}' at {column.Index} is not a column of the schema, which has {schema.Count}.");
            active[column.Index] = true;
        }
        return active;
    }

    /// <summary>The schema's columns that a predicate on indices accepts.</summary>
    internal static IEnumerable<DataViewSchema.Column> ColumnsWhere(this DataViewSchema schema, Func<int, bool> predicate) =>
        schema.Where(c => predicate(c.Index)).ToArray();
}
