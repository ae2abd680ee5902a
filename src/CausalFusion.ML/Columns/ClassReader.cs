using CausalFusion.Data;
using Microsoft.ML;

namespace CausalFusion.ML.Columns;

/// <summary>Reads the classes of rows, and gets to know what classes there are.</summary>
internal abstract class ClassReader
{
    /// <summary>The number of classes; null where it is one more than the largest read.</summary>
    public abstract int? Count { get; }

    /// <summary>Reads the current row's class, from 0.</summary>
    /// <exception cref="InvalidDataException">It is missing, unknown or out of range.</exception>
    public abstract int Read();

    /// <summary>What the classes are called, in their order, once all rows are read; null where that is not known.</summary>
    /// <exception cref="InvalidDataException">There are fewer than there should be.</exception>
    public abstract string[]? Names();
}

/// <summary>Classes that have numbers already.</summary>
internal sealed class KnownClasses(Func<int> read, int? count, Func<IReadOnlyList<string>?> names) : ClassReader
{
    public override int? Count => count;

    public override int Read() => read();

    public override string[]? Names() => names() is { } known && known.Count == count ? [.. known] : null;
}

/// <summary>Classes that are numbered as their names are met.</summary>
internal sealed class FoundClasses : ClassReader
{
    private readonly DataViewRow _row;
    private readonly string _name;
    private readonly int? _expected;
    private readonly ValueGetter<ReadOnlyMemory<char>> _getter;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _numbers =
        new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
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
        if (_names.Count == (_expected ?? ImageDatasetBuilder.MaxInferredClasses))
        {
            string expected = $"one of {_names.Count} different names{(_expected is null ? "" : " (Classes)")}";
            throw SchemaMismatch.Value(_row, _name, expected, $"another, '{_text}'");
        }
        _names.Add(_text.ToString());
        _numbers.Dictionary.Add(_names[^1], _names.Count - 1);
        return _names.Count - 1;
    }

    public override string[] Names() => _expected is null || _names.Count == _expected
        ? [.. _names]
        : throw new InvalidDataException(
            $"Column '{_name}': expected {_expected} different names (Classes), found {_names.Count}: {ClassColumn.Listed(_names)}. "
            + "ClassNames may name more.");
}
