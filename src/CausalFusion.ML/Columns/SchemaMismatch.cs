using Microsoft.ML;

namespace CausalFusion.ML.Columns;

/// <summary>The exceptions for columns that are missing or of the wrong type, worded as ML.NET's own.</summary>
internal static class SchemaMismatch
{
    // The parameter of the caller's caller, as in ML.NET's messages.
    private static readonly string _parameter = "inputSchema";

    public static ArgumentOutOfRangeException Missing(string role, string name, IEnumerable<string> found) =>
        new(
            _parameter, $"Could not find {role} column '{name}'; the input has the columns "
                + $"{string.Join(", ", found.Distinct().Select(n => $"'{n}'"))}.");

    public static ArgumentOutOfRangeException Type(string role, string name, string expected, string found) =>
        new(_parameter, $"Schema mismatch for {role} column '{name}': expected {expected}, got {found}.");

    /// <summary>The exception for a row's value.</summary>
    public static InvalidDataException Value(DataViewRow row, string name, string expected, string found) =>
        new($"Row {row.Position}, column '{name}': expected {expected}, found {found}.");

    /// <summary>The column of a name, or an exception that says which there are.</summary>
    public static DataViewSchema.Column Require(this DataViewSchema schema, string role, string name) =>
        schema.GetColumnOrNull(name) ?? throw Missing(role, name, schema.Select(c => c.Name));

    /// <summary>The last column of a name, which hides the others, or an exception that says which there are.</summary>
    public static SchemaShape.Column Require(this SchemaShape shape, string role, string name)
    {
        SchemaShape.Column[] found = [.. shape.Where(c => c.Name == name)];
        return found.Length > 0 ? found[^1] : throw Missing(role, name, shape.Select(c => c.Name));
    }

    /// <summary>A column's type in words.</summary>
    public static string TypeName(this SchemaShape.Column column)
    {
        string item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
        return column.Kind == SchemaShape.Column.VectorKind.Scalar ? item : $"{column.Kind}<{item}>";
    }
}
