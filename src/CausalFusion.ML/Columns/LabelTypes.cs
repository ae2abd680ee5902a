using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Columns;

/// <summary>The types of columns that say classes: a key, whole numbers from 0, and text, where classes have names.</summary>
internal static class LabelTypes
{
    private const string Role = "label";

    /// <summary>Finds a column in a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="classes">The most classes that a key may have.</param>
    /// <param name="hasNames">Whether text is taken.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is missing, of another type, or a key with more values than there may be classes.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, int classes, bool hasNames)
    {
        DataViewSchema.Column column = schema.Require(Role, name);
        return column.Type is KeyDataViewType ? new LabelColumn(name).Find(schema, classes)
            : IsNumber(column.Type) || (hasNames && column.Type is TextDataViewType) ? column
            : throw SchemaMismatch.Type(Role, name, Expected(hasNames), column.Type.ToString()!);
    }

    /// <summary>Checks a column before there is data.</summary>
    /// <param name="shape">The shape of the data.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="hasNames">Whether text is taken.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    public static void Check(SchemaShape shape, string name, bool hasNames)
    {
        SchemaShape.Column column = shape.Require(Role, name);
        bool fits = column.IsKey || IsNumber(column.ItemType) || (hasNames && column.ItemType is TextDataViewType);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || !fits)
        {
            throw SchemaMismatch.Type(Role, name, Expected(hasNames), column.TypeName());
        }
    }

    private static bool IsNumber(DataViewType type) => type is NumberDataViewType && IntegerReader.CanRead(type.RawType);

    private static string Expected(bool hasNames) => hasNames ? "Key, whole numbers or String" : "Key or whole numbers";
}
