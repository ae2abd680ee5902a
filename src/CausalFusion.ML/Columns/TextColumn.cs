using CausalFusion.Settings;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Columns;

/// <summary>A column of texts that a network reads.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Role">What it is to whoever reads it, for messages.</param>
internal sealed record TextColumn(string Name, string Role)
{
    private const string Expected = "String";

    /// <summary>Finds the column in a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    public DataViewSchema.Column Find(DataViewSchema schema) => Required(schema.Require(Role, Name));

    /// <summary>Finds the column in a schema, where it is there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is of another type.</exception>
    public DataViewSchema.Column? FindIfThere(DataViewSchema schema) => schema.GetColumnOrNull(Name) is { } column ? Required(column) : null;

    /// <summary>Checks the column before there is data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    public void Check(SchemaShape shape)
    {
        SchemaShape.Column column = shape.Require(Role, Name);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.IsKey || column.ItemType is not TextDataViewType)
        {
            throw SchemaMismatch.Type(Role, Name, Expected, column.TypeName());
        }
    }

    /// <summary>Begins to read the column.</summary>
    /// <param name="row">The row that moves.</param>
    /// <param name="require">Throws an <see cref="ArgumentException"/> where a text is none that the network reads.</param>
    /// <returns>
    /// A function that gives the current row's text, null where there is nothing but white space; it throws <see cref="InvalidDataException"/> where
    /// the network does not read it.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public Func<string?> Open(DataViewRow row, Action<string> require)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(Find(row.Schema));
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getter(ref text);
            if (text.Span.IsWhiteSpace())
            {
                return null;
            }
            string value = text.ToString();
            try
            {
                require(value);
                return value;
            }
            catch (ArgumentException exception)
            {
                throw new InvalidDataException($"Row {row.Position}, column '{Name}': {exception.WithoutParameter()}", exception);
            }
        };
    }

    private DataViewSchema.Column Required(DataViewSchema.Column column) =>
        column.Type is TextDataViewType ? column : throw SchemaMismatch.Type(Role, Name, Expected, column.Type.ToString()!);
}
