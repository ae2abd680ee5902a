using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>How the members of a class correspond to columns.</summary>
public sealed partial class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition(IEnumerable<Column> columns) : base(columns)
    {
    }

    /// <summary>Which way values flow: out of objects (read), into them (write), or both.</summary>
    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    /// <summary>The definition of a column, by the column's name.</summary>
    public Column this[string columnName]
    {
        get
        {
            ArgumentException.ThrowIfNullOrEmpty(columnName);
            return this.FirstOrDefault(c => c.ColumnName == columnName)
                ?? throw new ArgumentOutOfRangeException(nameof(columnName), $"Column '{columnName}' not found");
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.ColumnName != columnName)
                throw new ArgumentOutOfRangeException(nameof(value), $"The definition is of column '{value.ColumnName}', not of '{columnName}'");
            int index = FindIndex(c => c.ColumnName == columnName);
            if (index >= 0)
                this[index] = value;
            else
                Add(value);
        }
    }

    /// <summary>The definition that a class gives by its public fields and properties and their attributes.</summary>
    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        ArgumentNullException.ThrowIfNull(userType);
        var columns = new List<Column>();
        var names = new HashSet<string>();
        foreach (var member in MembersOf(userType, direction))
        {
            if (member.GetCustomAttribute<NoColumnAttribute>() is not null || RowMember.TypeOf(member) == typeof(IChannel))
                continue;
            string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            if (!names.Add(name))
                throw new ArgumentOutOfRangeException(nameof(userType), $"Duplicate column name '{name}' detected, this is disallowed");
            columns.Add(new Column(member.Name, name, RowMember.ColumnTypeOf(member)));
        }
        return new SchemaDefinition(columns);
    }

    private static IEnumerable<MemberInfo> MembersOf(Type userType, Direction direction)
    {
        foreach (var field in userType.GetFields(BindingFlags.Instance | BindingFlags.Public))
            yield return field;
        foreach (var property in userType.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            bool readable = property.GetMethod is { IsPublic: true }, writable = property.SetMethod is { IsPublic: true };
            if (property.GetIndexParameters().Length == 0
                && (!direction.HasFlag(Direction.Read) || readable) && (!direction.HasFlag(Direction.Write) || writable))
            {
                yield return property;
            }
        }
    }
}
