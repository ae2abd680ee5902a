using System.Collections;

namespace Microsoft.ML;

/// <summary>What is known of a schema before there is data: names, kinds and item types, but not sizes.</summary>
public sealed partial class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private readonly Column[] _columns;

    public SchemaShape(IEnumerable<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = [.. columns];
    }

    public int Count => _columns.Length;

    public Column this[int index] => _columns[index];

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The shape of a schema's visible columns.</summary>
    internal static SchemaShape Create(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new SchemaShape(schema.Where(c => !c.IsHidden).Select(c => Column.From(c.Name, c.Type, Create(c.Annotations.Schema))));
    }

    /// <summary>The last column of a name, which hides the others.</summary>
    internal bool TryFindColumn(string name, out Column column)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        int at = Array.FindLastIndex(_columns, c => c.Name == name);
        column = at < 0 ? default : _columns[at];
        return at >= 0;
    }

    /// <summary>This shape with columns replaced, or added where they are new.</summary>
    internal SchemaShape With(params IEnumerable<Column> columns)
    {
        var all = new OrderedDictionary<string, Column>();
        foreach (var column in _columns)
            all[column.Name] = column;
        foreach (var column in columns)
            all[column.Name] = column;
        return new SchemaShape(all.Values);
    }
}
