using CausalFusion.ML.Columns;
using CausalFusion.Settings;
using CausalFusion.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Trainers;

/// <summary>A column of what images show: texts, or vectors of texts.</summary>
/// <param name="Name">The column's name.</param>
internal sealed record CaptionColumn(string Name)
{
    private const string Role = "caption", Expected = "String or a vector of String";

    /// <summary>Finds the column in a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    public DataViewSchema.Column Find(DataViewSchema schema)
    {
        DataViewSchema.Column column = schema.Require(Role, Name);
        return column.Type is TextDataViewType or VectorDataViewType { ItemType: TextDataViewType }
            ? column
            : throw SchemaMismatch.Type(Role, Name, Expected, column.Type.ToString()!);
    }

    /// <summary>Checks the column before there is data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    public void Check(SchemaShape shape)
    {
        SchemaShape.Column column = shape.Require(Role, Name);
        if (column.IsKey || column.ItemType is not TextDataViewType)
        {
            throw SchemaMismatch.Type(Role, Name, Expected, column.TypeName());
        }
    }

    /// <summary>Begins to read the column.</summary>
    /// <param name="row">The row that moves.</param>
    /// <param name="column">The column in its schema that <see cref="Find"/> found.</param>
    /// <returns>
    /// A function that gives the current row's captions, at least one, without white space around them; of a vector those that are not empty. It
    /// throws <see cref="InvalidDataException"/> where there is none, or one that is no valid text.
    /// </returns>
    public Func<string[]> Open(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is TextDataViewType)
        {
            ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> text = default;
            return () =>
            {
                getter(ref text);
                return Checked(row, [text]);
            };
        }
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> vectorGetter = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return () =>
        {
            vectorGetter(ref texts);
            return Checked(row, texts.GetValues());
        };
    }

    private string[] Checked(DataViewRow row, ReadOnlySpan<ReadOnlyMemory<char>> texts)
    {
        var captions = new List<string>(texts.Length);
        foreach (ReadOnlyMemory<char> text in texts)
        {
            if (text.Span.Trim() is { Length: > 0 } trimmed)
            {
                captions.Add(trimmed.ToString());
            }
        }
        if (captions.Count == 0)
        {
            throw SchemaMismatch.Value(row, Name, "what the image shows", "no text, or an empty one");
        }
        try
        {
            captions.ForEach(BytePairTokenizer.RequireText);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"Row {row.Position}, column '{Name}': {exception.WithoutParameter()}", exception);
        }
        return [.. captions];
    }
}
