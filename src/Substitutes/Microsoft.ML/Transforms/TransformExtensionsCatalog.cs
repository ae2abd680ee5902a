using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>The transforms that move whole columns.</summary>
public static class TransformExtensionsCatalog
{
    /// <summary>Gives a column a second name.</summary>
    public static ColumnCopyingEstimator CopyColumns(this TransformsCatalog catalog, string outputColumnName, string inputColumnName) =>
        new(catalog.Environment, (outputColumnName, inputColumnName));

    /// <summary>Puts columns of one item type side by side in one vector.</summary>
    public static ColumnConcatenatingEstimator Concatenate(this TransformsCatalog catalog, string outputColumnName,
        params string[] inputColumnNames) =>
        new(catalog.Environment, outputColumnName, inputColumnNames);

    /// <summary>Drops columns.</summary>
    public static ColumnSelectingEstimator DropColumns(this TransformsCatalog catalog, params string[] columnNames) =>
        new(catalog.Environment, columnNames, drops: true, keepHidden: false);

    /// <summary>Keeps columns, in the order given, and drops the others.</summary>
    public static ColumnSelectingEstimator SelectColumns(this TransformsCatalog catalog, params string[] columnNames) =>
        new(catalog.Environment, columnNames, drops: false, keepHidden: false);

    /// <summary>
    /// Keeps columns, in the order given, and drops the others; with <paramref name="keepHidden"/>, hidden columns of these names are kept too.
    /// </summary>
    public static ColumnSelectingEstimator SelectColumns(this TransformsCatalog catalog, string[] columnNames, bool keepHidden) =>
        new(catalog.Environment, columnNames, drops: false, keepHidden);
}
