using CausalFusion.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Columns;

/// <summary>A column that says each row's class: a key, whose first value is class 0, a whole number from 0, or a class's name.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Classes">The number of classes; null if the column is to say it.</param>
/// <param name="ClassNames">Their names; null or empty where they are not known.</param>
/// <param name="IsLearned">
/// Whether a network is to learn the classes, so that names that are not known are new classes. Otherwise a network knows them, and text without
/// known names says nothing.
/// </param>
internal sealed record ClassColumn(string Name, int? Classes, IReadOnlyList<string>? ClassNames, bool IsLearned = false)
{
    private const string Role = "label";

    private bool TakesText => IsLearned || ClassNames is { Count: > 0 };

    private int? Stated => Classes ?? ClassNames?.Count;

    private int Most => Stated ?? ImageDatasetBuilder.MaxInferredClasses;

    private string Expected => TakesText ? "Key, whole numbers or String" : "Key or whole numbers";

    /// <summary>Finds the column in a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// It is missing, of another type, or a key with more values than there are classes, or, where they are learned, with other names.
    /// </exception>
    public DataViewSchema.Column Find(DataViewSchema schema)
    {
        DataViewSchema.Column column = schema.Require(Role, Name);
        if (column.Type is KeyDataViewType key)
        {
            if (key.Count > (ulong)Most)
            {
                throw SchemaMismatch.Type(Role, Name, $"Key with at most {Most} values", $"{key} with {key.Count}");
            }
            if (IsLearned && ClassNames is not null && KeyNames(column) is { } found && !found.SequenceEqual(ClassNames.Take(found.Length)))
            {
                throw SchemaMismatch.Type(Role, Name, $"keys for {Listed(ClassNames)} (ClassNames)", $"keys for {Listed(found)}");
            }
            return column;
        }
        return IsNumber(column.Type) || (TakesText && column.Type is TextDataViewType)
            ? column
            : throw SchemaMismatch.Type(Role, Name, Expected, column.Type.ToString()!);
    }

    /// <summary>Checks the column before there is data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    public void Check(SchemaShape shape)
    {
        SchemaShape.Column column = shape.Require(Role, Name);
        bool fits = column.IsKey || IsNumber(column.ItemType) || (TakesText && column.ItemType is TextDataViewType);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || !fits)
        {
            throw SchemaMismatch.Type(Role, Name, Expected, column.TypeName());
        }
    }

    /// <summary>Begins to read the column.</summary>
    /// <param name="row">The row that moves.</param>
    /// <param name="column">The column in its schema that <see cref="Find"/> found.</param>
    public ClassReader Open(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        TextDataViewType when ClassNames is not { Count: > 0 } => new FoundClasses(row, column, Classes),
        TextDataViewType => new KnownClasses(OpenNames(row, column, ClassNames), Stated, () => ClassNames),
        KeyDataViewType key => OpenKeys(row, column, Stated ?? (int)key.Count),
        _ => new KnownClasses(OpenNumbers(row, column, Most), Stated, () => ClassNames),
    };

    /// <summary>What the keys of a column stand for, in their order; null where that is not kept, or is not text.</summary>
    public static string[]? KeyNames(DataViewSchema.Column column)
    {
        if (!column.HasKeyValues(TextDataViewType.Instance))
        {
            return null;
        }
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetKeyValues(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    /// <summary>The first of some names, for a message.</summary>
    internal static string Listed(IReadOnlyCollection<string> names) => string.Join(", ", names.Take(10)) + (names.Count > 10 ? ", …" : "");

    private static bool IsNumber(DataViewType type) => type is NumberDataViewType && IntegerReader.CanRead(type.RawType);

    private KnownClasses OpenKeys(DataViewRow row, DataViewSchema.Column column, int classes)
    {
        Func<ulong> read = IntegerReader.Open(row, column);
        return new KnownClasses(Read, classes, () => ClassNames ?? KeyNames(column));

        int Read()
        {
            ulong key = read();
            if (key >= 1 && key <= (ulong)classes)
            {
                return (int)(key - 1);
            }
            string found = key == 0 ? "a missing value, which stands for a label that its key type does not have" : $"the key {key}";
            throw SchemaMismatch.Value(row, column.Name, $"a label that is a key from 1 to {classes}", found);
        }
    }

    private static Func<int> OpenNumbers(DataViewRow row, DataViewSchema.Column column, int classes)
    {
        Func<ulong> read = IntegerReader.Open(row, column);
        return () =>
        {
            ulong number = read();
            if (number < (ulong)classes)
            {
                return (int)number;
            }
            string found = (long)number < 0 && column.Type.RawType != typeof(ulong) ? $"{(long)number}" : $"{number}";
            throw SchemaMismatch.Value(row, column.Name, $"a class from 0 to {classes - 1}", found);
        };
    }

    private static Func<int> OpenNames(DataViewRow row, DataViewSchema.Column column, IReadOnlyList<string> names)
    {
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++)
        {
            classes.TryAdd(names[i], i);
        }
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = classes.GetAlternateLookup<ReadOnlySpan<char>>();
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> name = default;
        return () =>
        {
            getter(ref name);
            return lookup.TryGetValue(name.Span, out int number)
                ? number
                : throw SchemaMismatch.Value(row, column.Name, $"the name of a class, one of {Listed(names)}", $"'{name}'");
        };
    }
}
