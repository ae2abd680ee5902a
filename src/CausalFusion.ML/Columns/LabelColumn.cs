using CausalFusion.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Columns;

/// <summary>A key column whose values are classes: key 1 is class 0.</summary>
/// <param name="Name">The column's name.</param>
internal sealed record LabelColumn(string Name)
{
    private const string Role = "label", Expected = "Key";

    /// <summary>Finds the column in a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="classes">The most classes there may be.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is missing, no key, or a key with more values.</exception>
    public DataViewSchema.Column Find(DataViewSchema schema, int classes = ImageDatasetBuilder.MaxInferredClasses)
    {
        DataViewSchema.Column column = schema.Require(Role, Name);
        if (column.Type is not KeyDataViewType key)
        {
            throw SchemaMismatch.Type(Role, Name, Expected, column.Type.ToString()!);
        }
        if (key.Count > (ulong)classes)
        {
            throw SchemaMismatch.Type(Role, Name, $"{Expected} with at most {classes} values", $"{key} with {key.Count}");
        }
        return column;
    }

    /// <summary>The number of classes of a column that <see cref="Find"/> found.</summary>
    public static int ClassCount(DataViewSchema.Column column) => (int)((KeyDataViewType)column.Type).Count;

    /// <summary>What the keys stand for, in their order; null where that is not kept, or is not text.</summary>
    public static string[]? ClassNames(DataViewSchema.Column column)
    {
        if (!column.HasKeyValues(TextDataViewType.Instance))
        {
            return null;
        }
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetKeyValues(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    /// <summary>A function that reads the current row's class, from 0.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column in its schema.</param>
    /// <param name="classes">The number of classes.</param>
    /// <returns>A function that throws <see cref="InvalidDataException"/> where the label is missing or out of range.</returns>
    public Func<int> Open(DataViewRow row, DataViewSchema.Column column, int classes)
    {
        Func<ulong> read = IntegerReader.Open(row, column);
        return () =>
        {
            ulong key = read();
            if (key >= 1 && key <= (ulong)classes)
            {
                return (int)(key - 1);
            }
            string found = key == 0 ? "a missing value, which stands for a label that its key type does not have" : $"the key {key}";
            throw SchemaMismatch.Value(row, Name, $"a label that is a key from 1 to {classes}", found);
        };
    }
}
