using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>A member of a row class and the column it stands for, checked against each other.</summary>
internal sealed record RowColumn(string Name, DataViewType Type, MemberInfo Member, DataViewSchema.Annotations Annotations)
{
    internal static RowColumn[] Of(Type userType, SchemaDefinition definition) => [.. definition.Select(c => Of(userType, c))];

    internal static DataViewSchema SchemaOf(IEnumerable<RowColumn> columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        return builder.ToSchema();
    }

    /// <summary>The definition that reads the members of a class, with the annotations that a schema has for them.</summary>
    internal static SchemaDefinition DefinitionBy(Type userType, DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var definition = SchemaDefinition.Create(userType, SchemaDefinition.Direction.Read);
        foreach (var column in schema)
        {
            var own = definition.FirstOrDefault(c => c.ColumnName == column.Name)
                ?? throw new InvalidOperationException($"Type should contain a member named {column.Name}");
            own.AddAnnotations(column.Annotations);
        }
        return definition;
    }

    private static RowColumn Of(Type userType, SchemaDefinition.Column column)
    {
        var member = RowMember.Find(userType, column.MemberName);
        string name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        var type = column.ColumnType ?? RowMember.ColumnTypeOf(member);
        var item = RowMember.ItemTypeOf(RowMember.TypeOf(member), out bool isVector);
        if (isVector != type is VectorDataViewType)
        {
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{name}' is supposed to be {(isVector ? "scalar" : "vector")}, " +
                $"but type of associated field '{column.MemberName}' is {(isVector ? "vector" : "scalar")}");
        }
        if (type.ItemType().RawType != item)
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{name}' is supposed to have item type {type.ItemType().RawType}, but associated field has type {item}");
        return new RowColumn(name, type, member, column.Annotations);
    }
}
