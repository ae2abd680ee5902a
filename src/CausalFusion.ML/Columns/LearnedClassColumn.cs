using CausalFusion.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Columns;

/// <summary>A column that says the class of each row to learn from: a key, whose first value is class 0, a whole number from 0, or the class's name.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Classes">The number of classes; null if the column is to say it.</param>
/// <param name="ClassNames">Their names; null if the column is to say them.</param>
internal sealed record LearnedClassColumn(string Name, int? Classes, IReadOnlyList<string>? ClassNames)
{
    private const int Most = ImageDatasetBuilder.MaxInferredClasses;

    private int? Stated => Classes ?? ClassNames?.Count;

    /// <summary>Finds the column in a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing, of another type, or a key with more values than there are classes, or with other names.</exception>
    public DataViewSchema.Column Find(DataViewSchema schema)
    {
        DataViewSchema.Column column = LabelTypes.Find(schema, Name, Stated ?? Most, hasNames: true);
        if (ClassNames is not null && KeyNames(column) is { } found && !found.SequenceEqual(ClassNames.Take(found.Length)))
        {
            throw SchemaMismatch.Type("label", Name, $"keys for {Listed(ClassNames)} (ClassNames)", $"keys for {Listed(found)}");
        }
        return column;
    }

    /// <summary>Checks the column before there is data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    public void Check(SchemaShape shape) => LabelTypes.Check(shape, Name, hasNames: true);

    /// <summary>Begins to read the column.</summary>
    /// <param name="row">The row that moves.</param>
    /// <param name="column">The column in its schema.</param>
    public LearnedClasses Open(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is TextDataViewType && ClassNames is null)
        {
            return new FoundClasses(row, column, Classes);
        }
        int? count = Stated ?? (column.Type is KeyDataViewType ? LabelColumn.ClassCount(column) : null);
        string[]? names = ClassNames is null ? KeyNames(column) : [.. ClassNames];
        return new StatedClasses(new ClassColumn(Name, count ?? Most, ClassNames).Open(row, column), count, names?.Length == count ? names : null);
    }

    private static string[]? KeyNames(DataViewSchema.Column column) => column.Type is KeyDataViewType ? LabelColumn.ClassNames(column) : null;

    private static string Listed(IReadOnlyCollection<string> names) => string.Join(", ", names.Take(10)) + (names.Count > 10 ? ", …" : "");

    /// <summary>Classes that are numbers already.</summary>
    private sealed class StatedClasses(Func<int> read, int? count, string[]? names) : LearnedClasses
    {
        public override int? Count => count;

        public override int Read() => read();

        public override string[]? Names() => names;
    }

    /// <summary>Classes that are numbered as their names are met.</summary>
    private sealed class FoundClasses : LearnedClasses
    {
        private readonly DataViewRow _row;
        private readonly string _name;
        private readonly int? _expected;
        private readonly ValueGetter<ReadOnlyMemory<char>> _getter;
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _numbers = new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        private readonly List<string> _names = [];
        private ReadOnlyMemory<char> _text;

        public FoundClasses(DataViewRow row, DataViewSchema.Column column, int? expected)
        {
            (_row, _name, _expected) = (row, column.Name, expected);
            _getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        }

        public override int? Count => _expected;

        public override int Read()
        {
            _getter(ref _text);
            if (_numbers.TryGetValue(_text.Span, out int number))
            {
                return number;
            }
            if (_text.IsEmpty)
            {
                throw SchemaMismatch.Value(_row, _name, "the name of a class", "an empty text");
            }
            if (_names.Count == (_expected ?? Most))
            {
                throw SchemaMismatch.Value(_row, _name, $"one of {_names.Count} different names{(_expected is null ? "" : " (Classes)")}", $"another, '{_text}'");
            }
            _names.Add(_text.ToString());
            _numbers.Dictionary.Add(_names[^1], _names.Count - 1);
            return _names.Count - 1;
        }

        public override string[] Names() => _expected is null || _names.Count == _expected
            ? [.. _names]
            : throw new InvalidDataException($"Column '{_name}': expected {_expected} different names (Classes), found {_names.Count}: {Listed(_names)}. ClassNames may name more.");
    }
}
