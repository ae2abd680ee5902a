namespace Microsoft.ML.Data;

/// <summary>Writes rows as lines of fields. The end of a line that has few values is written as "index:value" after the number of its fields.</summary>
internal sealed class TextRowWriter(TextWriter writer, char separator, bool forceDense)
{
    /// <summary>What a sparse value costs, in fields that need not be written.</summary>
    private const double SparseWeight = 2.5;

    private const int LeastSparse = 5;

    private readonly List<string> _fields = [];
    private readonly List<bool> _given = [];

    /// <summary>Where each of the line's columns ends.</summary>
    private readonly List<int> _ends = [0];

    /// <summary>Adds a column's fields to the line; null stands for the default.</summary>
    public void Add(IEnumerable<string> fields, string byDefault)
    {
        foreach (string field in fields)
        {
            _given.Add(field is not null && field != byDefault);
            _fields.Add(field ?? byDefault);
        }
        _ends.Add(_fields.Count);
    }

    public void EndLine()
    {
        int dense = DenseFields();
        writer.Write(string.Join(separator, _fields.Take(dense)));
        if (dense < _fields.Count)
        {
            if (dense > 0)
                writer.Write(separator);
            writer.Write(_fields.Count - dense);
            int[] given = [.. Enumerable.Range(dense, _fields.Count - dense).Where(i => _given[i])];
            // There must be one for the line to be known as sparse.
            foreach (int i in given.Length > 0 ? given : [dense])
                writer.Write($"{separator}{i - dense}:{_fields[i]}");
        }
        writer.WriteLine();
        _fields.Clear();
        _given.Clear();
        _ends.RemoveRange(1, _ends.Count - 1);
    }

    /// <summary>Text as it must stand in a field: quoted where it could be taken for something else.</summary>
    public static string Quoted(ReadOnlyMemory<char> text, char separator)
    {
        var span = text.Span;
        bool plain = !span.IsEmpty && span[0] != ' ' && span.IndexOfAny(['"', separator, ':', '\r', '\n']) < 0;
        return plain ? text.ToString() : $"\"{text.ToString().Replace("\"", "\"\"")}\"";
    }

    /// <summary>How many fields to write one by one: up to the end of the column that makes the line shortest.</summary>
    private int DenseFields()
    {
        if (forceDense)
            return _fields.Count;
        int given = _given.Count(each => each), best = 0;
        double bestCost = SparseWeight * given;
        for (int column = 1; column < _ends.Count; column++)
        {
            for (int i = _ends[column - 1]; i < _ends[column]; i++)
                given -= _given[i] ? 1 : 0;
            double cost = _ends[column] + (SparseWeight * given);
            if (cost < bestCost)
                (bestCost, best) = (cost, _ends[column]);
        }
        int sparse = _fields.Count - best;
        return sparse < LeastSparse || sparse < best / 5 ? _fields.Count : best;
    }
}
