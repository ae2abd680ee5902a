namespace Microsoft.ML.Transforms;

/// <summary>Looks up what an estimator works on, with errors that name the column, what was expected and what was found.</summary>
internal static class InputColumns
{
    /// <summary>The column of a name in a shape.</summary>
    internal static SchemaShape.Column Find(this SchemaShape inputSchema, IExceptionContext context, string name)
    {
        context.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.TryFindColumn(name, out var column) ? column : throw context.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
    }

    /// <summary>The column of a name in a shape, which must satisfy a condition described as <paramref name="expected"/>.</summary>
    internal static SchemaShape.Column Find(this SchemaShape inputSchema, IExceptionContext context, string name, string expected,
        Func<SchemaShape.Column, bool> isExpected)
    {
        var column = inputSchema.Find(context, name);
        return isExpected(column) ? column : throw context.ExceptSchemaMismatch(nameof(inputSchema), "input", name, expected, column.GetTypeString());
    }

    /// <summary>The column of a name in a schema.</summary>
    internal static DataViewSchema.Column Find(this DataViewSchema inputSchema, IExceptionContext context, string name)
    {
        context.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.GetColumnOrNull(name) ?? throw context.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
    }

    /// <summary>The annotations of a shape's column that the predicate accepts by name.</summary>
    internal static IEnumerable<SchemaShape.Column> AnnotationsWhere(this SchemaShape.Column column, Func<string, bool> accepts) =>
        column.Annotations.Where(annotation => accepts(annotation.Name));

    /// <summary>The pairs as the base class of one-to-one transformers takes them.</summary>
    internal static (string outputColumnName, string inputColumnName)[] ToTuples(this InputOutputColumnPair[] columns, IExceptionContext context)
    {
        context.CheckValue(columns, nameof(columns));
        return [.. columns.Select(pair =>
        {
            context.CheckValue(pair, nameof(columns));
            return (pair.OutputColumnName, pair.InputColumnName);
        })];
    }
}
