using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Columns;

/// <summary>A column that says each row's class: a key, whose first value is class 0, a whole number from 0, or a class's name.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Classes">The number of the network's classes.</param>
/// <param name="ClassNames">Their names; null or empty where they are not known, and then text says nothing.</param>
internal sealed record ClassColumn(string Name, int Classes, IReadOnlyList<string>? ClassNames)
{
    private bool KnowsNames => ClassNames is { Count: > 0 };

    /// <summary>Finds the column in a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing, of another type, or a key with more values than there are classes.</exception>
    public DataViewSchema.Column Find(DataViewSchema schema) => LabelTypes.Find(schema, Name, Classes, KnowsNames);

    /// <summary>Checks the column before there is data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    public void Check(SchemaShape shape) => LabelTypes.Check(shape, Name, KnowsNames);

    /// <summary>A function that reads the current row's class, from 0.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column in its schema.</param>
    /// <returns>A function that throws <see cref="InvalidDataException"/> where the label is missing, unknown or out of range.</returns>
    public Func<int> Open(DataViewRow row, DataViewSchema.Column column) =>
        column.Type is KeyDataViewType ? new LabelColumn(Name).Open(row, column, Classes)
        : column.Type is TextDataViewType ? OpenNames(row, column)
        : OpenNumbers(row, column);

    private Func<int> OpenNumbers(DataViewRow row, DataViewSchema.Column column)
    {
        Func<ulong> read = IntegerReader.Open(row, column);
        return () =>
        {
            ulong number = read();
            return number < (ulong)Classes
                ? (int)number
                : throw SchemaMismatch.Value(row, Name, $"a class from 0 to {Classes - 1}", (long)number < 0 && column.Type.RawType != typeof(ulong) ? $"{(long)number}" : $"{number}");
        };
    }

    private Func<int> OpenNames(DataViewRow row, DataViewSchema.Column column)
    {
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < ClassNames!.Count; i++)
        {
            classes.TryAdd(ClassNames[i], i);
        }
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = classes.GetAlternateLookup<ReadOnlySpan<char>>();
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> name = default;
        return () =>
        {
            getter(ref name);
            return lookup.TryGetValue(name.Span, out int number)
                ? number
                : throw SchemaMismatch.Value(
                    row, Name, $"the name of a class, one of {string.Join(", ", ClassNames.Take(10))}{(ClassNames.Count > 10 ? ", …" : "")}", $"'{name}'");
        };
    }
}
