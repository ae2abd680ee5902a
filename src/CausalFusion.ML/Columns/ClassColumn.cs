using System.Globalization;
using CausalFusion.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Columns;

/// <summary>
/// A column that says each row's class: a key, a whole number or a text. Which class a text means, and a key that stands for one, is the rule of
/// <see cref="Conditions.ClassNames"/>.
/// </summary>
/// <param name="Name">The column's name.</param>
/// <param name="Classes">The number of classes; null if the column is to say it.</param>
/// <param name="ClassNames">Their names; null or empty where they are not known.</param>
/// <param name="IsLearned">Whether a network is to learn the classes, so that names that are not known are new classes.</param>
internal sealed record ClassColumn(string Name, int? Classes, IReadOnlyList<string>? ClassNames, bool IsLearned = false)
{
    private const string Role = "label";

    private bool TakesText => IsLearned || Stated is not null;

    private bool HasNames => ClassNames is { Count: > 0 };

    private int? Stated => Classes ?? ClassNames?.Count;

    private int Most => Stated ?? ImageDatasetBuilder.MaxInferredClasses;

    private string Expected => TakesText ? "Key, whole numbers or String" : "Key or whole numbers";

    /// <summary>Finds the column in a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// It is missing, of another type, or a key that stands for something that is no class, or has more values than there are classes.
    /// </exception>
    public DataViewSchema.Column Find(DataViewSchema schema)
    {
        DataViewSchema.Column column = schema.Require(Role, Name);
        if (column.Type is KeyDataViewType key)
        {
            if (!IsLearned && HasNames && KeyNames(column) is { } asked)
            {
                _ = ClassesOf(asked, tell: null);
                return column;
            }
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
    /// <param name="tell">Is told, in a sentence, of numbers that are taken for classes that have names. May be null.</param>
    public ClassReader Open(DataViewRow row, DataViewSchema.Column column, Action<string>? tell = null) => column.Type switch
    {
        TextDataViewType when IsLearned && !HasNames => new FoundClasses(row, column, Classes),
        TextDataViewType => new KnownClasses(OpenTexts(row, column, tell), Stated, () => ClassNames),
        KeyDataViewType key => OpenKeys(row, column, Stated ?? (int)key.Count, tell),
        _ => new KnownClasses(OpenNumbers(row, column, Most, tell), Stated, () => ClassNames),
    };

    /// <summary>What the keys of a column stand for, in their order, numbers as text; null where that is not kept, or is neither.</summary>
    public static string[]? KeyNames(DataViewSchema.Column column) =>
        Of<ReadOnlyMemory<char>>(column, TextDataViewType.Instance)
        ?? Of<int>(column, NumberDataViewType.Int32) ?? Of<uint>(column, NumberDataViewType.UInt32)
        ?? Of<long>(column, NumberDataViewType.Int64) ?? Of<ulong>(column, NumberDataViewType.UInt64) ?? Of<short>(column, NumberDataViewType.Int16)
        ?? Of<ushort>(column, NumberDataViewType.UInt16) ?? Of<sbyte>(column, NumberDataViewType.SByte) ?? Of<byte>(column, NumberDataViewType.Byte)
        ?? Of<float>(column, NumberDataViewType.Single) ?? Of<double>(column, NumberDataViewType.Double);

    /// <summary>The first of some names, for a message.</summary>
    internal static string Listed(IReadOnlyCollection<string> names) => string.Join(", ", names.Take(10)) + (names.Count > 10 ? ", …" : "");

    private static string[]? Of<T>(DataViewSchema.Column column, PrimitiveDataViewType type)
    {
        if (!column.HasKeyValues(type))
        {
            return null;
        }
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)!)];
    }

    private static bool IsNumber(DataViewType type) => type is NumberDataViewType && IntegerReader.CanRead(type.RawType);

    private Conditions.ClassNames Names => new(Most, ClassNames ?? []);

    /// <summary>The class that each key means, by its name.</summary>
    private int[] ClassesOf(string[] keys, Action<string>? tell)
    {
        Conditions.ClassNames names = Names;
        try
        {
            return [.. keys.Select(key => names.Find(key, tell))];
        }
        catch (FormatException exception)
        {
            throw SchemaMismatch.Type(Role, Name, "keys for the network's classes", $"one for another: {exception.Message.TrimEnd('.')}");
        }
    }

    private KnownClasses OpenKeys(DataViewRow row, DataViewSchema.Column column, int classes, Action<string>? tell)
    {
        Func<ulong> read = IntegerReader.Open(row, column);
        string[]? keys = KeyNames(column);
        if (!IsLearned && HasNames && keys is not null)
        {
            int[] meant = ClassesOf(keys, tell);
            return new KnownClasses(() => meant[Read(meant.Length)], classes, () => ClassNames);
        }
        Action<int> tellOf = TellOnce(column, tell);
        return new KnownClasses(
            () =>
            {
                int index = Read(classes);
                tellOf(index);
                return index;
            },
            classes,
            () => ClassNames ?? keys);

        int Read(int count)
        {
            ulong key = read();
            if (key >= 1 && key <= (ulong)count)
            {
                return (int)(key - 1);
            }
            string found = key == 0 ? "a missing value, which stands for a label that its key type does not have" : $"the key {key}";
            throw SchemaMismatch.Value(row, column.Name, $"a label that is a key from 1 to {count}", found);
        }
    }

    private Func<int> OpenNumbers(DataViewRow row, DataViewSchema.Column column, int classes, Action<string>? tell)
    {
        Func<ulong> read = IntegerReader.Open(row, column);
        bool isSigned = column.Type.RawType != typeof(ulong);
        if (!IsLearned && HasNames && Names is { HasNumbers: true } names)
        {
            return () =>
            {
                ulong number = read();
                return Meant(row, names, isSigned ? $"{(long)number}" : $"{number}", tell);
            };
        }
        Action<int> tellOf = TellOnce(column, tell);
        return () =>
        {
            ulong number = read();
            if (number < (ulong)classes)
            {
                tellOf((int)number);
                return (int)number;
            }
            throw SchemaMismatch.Value(
                row, column.Name, $"a class from 0 to {classes - 1}", (long)number < 0 && isSigned ? $"{(long)number}" : $"{number}");
        };
    }

    private Func<int> OpenTexts(DataViewRow row, DataViewSchema.Column column, Action<string>? tell)
    {
        Conditions.ClassNames names = Names;
        // What a text meant before: rows ask for the same few classes.
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> known =
            new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getter(ref text);
            if (!known.TryGetValue(text.Span, out int index))
            {
                index = Meant(row, names, text.ToString(), tell);
                known[text.Span] = index;
            }
            return index;
        };
    }

    private int Meant(DataViewRow row, Conditions.ClassNames names, string text, Action<string>? tell)
    {
        try
        {
            // Where classes are learned by their names, a number is none of them.
            return names.Find(text, IsLearned ? sentence => throw new FormatException(sentence) : tell);
        }
        catch (FormatException exception)
        {
            throw IsLearned
                ? SchemaMismatch.Value(row, Name, $"the name of a class, one of {Listed(ClassNames!)}", $"'{text}'")
                : new InvalidDataException($"Row {row.Position}, column '{Name}': {exception.Message}", exception);
        }
    }

    /// <summary>Tells of the first number alone: the column holds nothing else.</summary>
    private Action<int> TellOnce(DataViewSchema.Column column, Action<string>? tell)
    {
        if (IsLearned || !HasNames || tell is null)
        {
            return _ => { };
        }
        Conditions.ClassNames names = Names;
        bool isTold = false;
        return index =>
        {
            if (!isTold)
            {
                isTold = true;
                names.TellOf(index, sentence => tell($"Column '{column.Name}' holds numbers of classes: {sentence}"));
            }
        };
    }
}
