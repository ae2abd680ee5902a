using System.Globalization;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>A line of text, cut into fields. What a line does not have is empty.</summary>
internal sealed class TextLine(TextLoader.Options options)
{
    private const char Quote = '"';

    /// <summary>A line that claims more is damaged, and must not cost memory.</summary>
    private const int MostFields = 1 << 26;

    private readonly List<ReadOnlyMemory<char>> _fields = [];
    private readonly Dictionary<int, ReadOnlyMemory<char>> _sparse = [];

    /// <summary>How many fields there are, those of a sparse end included.</summary>
    public int Count { get; private set; }

    public ReadOnlyMemory<char> this[int index] => index < _fields.Count ? _fields[index] : _sparse.GetValueOrDefault(index - _fields.Count);

    /// <summary>Whether the field is empty and not just left out of a sparse end.</summary>
    public bool IsBlank(int index) => index < _fields.Count && _fields[index].IsEmpty;

    /// <summary>Takes a line; false where it ends within quotes.</summary>
    /// <exception cref="FormatException">Its sparse end is not one.</exception>
    public bool Cut(string line)
    {
        _fields.Clear();
        _sparse.Clear();
        Count = 0;
        int at = 0;
        bool closed = true;
        while (true)
        {
            int? index = options.AllowSparse ? ReadIndex(line, ref at) : null;
            var field = ReadField(line, ref at, ref closed);
            if (index is { } sparse)
                AddSparse(sparse, field);
            else
                _fields.Add(field);
            if (at >= line.Length)
                break;
            at++;
        }
        Count = Math.Max(Count, _fields.Count);
        return closed;
    }

    private void AddSparse(int index, ReadOnlyMemory<char> field)
    {
        if (_sparse.Count == 0)
        {
            if (_fields.Count == 0 || !int.TryParse(_fields[^1].Span, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                || length > MostFields)
            {
                throw new FormatException($"'{index}:{field}' must follow the number of fields that are left");
            }
            _fields.RemoveAt(_fields.Count - 1);
            Count = checked(_fields.Count + length);
        }
        if (index >= Count - _fields.Count || !_sparse.TryAdd(index, field))
            throw new FormatException($"'{index}:{field}' is twice there, or beyond the {Count - _fields.Count} fields that are left");
    }

    /// <summary>The index before a colon, if the field begins with one.</summary>
    private static int? ReadIndex(string line, ref int at)
    {
        int end = at;
        while (end < line.Length && char.IsAsciiDigit(line[end]))
            end++;
        if (end == at || end == line.Length || line[end] != ':' || !int.TryParse(line.AsSpan(at, end - at), CultureInfo.InvariantCulture, out int index))
            return null;
        at = end + 1;
        return index;
    }

    private ReadOnlyMemory<char> ReadField(string line, ref int at, ref bool closed)
    {
        if (options.AllowQuoting)
        {
            int start = at;
            while (start < line.Length && line[start] == ' ' && !options.Separators.Contains(' '))
                start++;
            if (start < line.Length && line[start] == Quote)
            {
                at = start + 1;
                return ReadQuoted(line, ref at, ref closed);
            }
        }
        int length = line.AsSpan(at).IndexOfAny(options.Separators);
        var field = line.AsMemory(at, length < 0 ? line.Length - at : length);
        at += field.Length;
        return options.TrimWhitespace ? field.Trim() : field;
    }

    private ReadOnlyMemory<char> ReadQuoted(string line, ref int at, ref bool closed)
    {
        var text = new StringBuilder();
        closed = false;
        for (; at < line.Length && !closed; at++)
        {
            char c = line[at];
            if (c == options.EscapeChar && at + 1 < line.Length && line[at + 1] == Quote)
                text.Append(line[++at]);
            else if (c == Quote)
                closed = true;
            else
                text.Append(c);
        }
        // What stands between the quote and the next separator belongs to no field.
        int rest = line.AsSpan(at).IndexOfAny(options.Separators);
        at = rest < 0 ? line.Length : at + rest;
        return text.ToString().AsMemory();
    }
}
