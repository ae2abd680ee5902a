using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>The fields and properties of row classes: the column types they have, and access to them.</summary>
internal static class RowMember
{
    internal static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    internal static MemberInfo Find(Type userType, string name) =>
        (MemberInfo)userType.GetField(name, BindingFlags.Instance | BindingFlags.Public)
        ?? userType.GetProperty(name, BindingFlags.Instance | BindingFlags.Public)
        ?? throw new ArgumentOutOfRangeException(nameof(name), $"No field or property with name '{name}' found in type '{userType.FullName}'");

    /// <summary>The type of a member's items (text for strings), and whether there is one of them or a vector.</summary>
    internal static Type ItemTypeOf(Type type, out bool isVector)
    {
        bool isBuffer = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>);
        isVector = type.IsArray || isBuffer;
        var item = type.IsArray ? type.GetElementType() : isBuffer ? type.GetGenericArguments()[0] : type;
        return item == typeof(string) ? typeof(ReadOnlyMemory<char>) : item;
    }

    /// <summary>The column type that a member's type and attributes say.</summary>
    internal static DataViewType ColumnTypeOf(MemberInfo member)
    {
        var rawType = TypeOf(member);
        if (member.GetCustomAttribute<DataViewTypeAttribute>() is { } typeAttribute)
        {
            typeAttribute.Register();
            return DataViewTypeManager.GetDataViewType(rawType, typeAttribute);
        }

        var itemType = ItemTypeOf(rawType, out bool isVector);
        var primitive = ColumnTypes.PrimitiveOrNull(itemType);
        if (primitive is null)
        {
            if (!isVector && DataViewTypeManager.Knows(rawType))
                return DataViewTypeManager.GetDataViewType(rawType);
            throw new ArgumentOutOfRangeException(nameof(member), $"Could not determine an IDataView type and registered custom types for member {member.Name}");
        }
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            if (!KeyDataViewType.IsValidDataType(itemType))
            {
                throw new ArgumentOutOfRangeException(nameof(member),
                    $"Member {member.Name} marked with KeyType attribute, but does not appear to be a valid kind of data for a key type");
            }
            primitive = new KeyDataViewType(itemType, key.Count ?? MaxCount(itemType));
        }
        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        if (!isVector)
        {
            return vector is null
                ? primitive
                : throw new ArgumentOutOfRangeException(nameof(member), $"Member {member.Name} marked with VectorType attribute, but does not appear to be a vector type");
        }
        return vector?.Dims is { Length: > 0 } dims ? new VectorDataViewType(primitive, dims) : new VectorDataViewType(primitive);
    }

    /// <summary>Whether values of the column type can go into and come from a member of the .NET type.</summary>
    internal static bool Fits(Type memberType, DataViewType columnType)
    {
        var item = ItemTypeOf(memberType, out bool isVector);
        return isVector == columnType is VectorDataViewType && columnType.ItemType().RawType == item;
    }

    internal static Func<TRow, TValue> Reader<TRow, TValue>(MemberInfo member)
    {
        var row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TValue>>(Expression.MakeMemberAccess(row, member), row).Compile();
    }

    internal static Action<TRow, TValue> Writer<TRow, TValue>(MemberInfo member)
    {
        var row = Expression.Parameter(typeof(TRow));
        var value = Expression.Parameter(typeof(TValue));
        return Expression.Lambda<Action<TRow, TValue>>(Expression.Assign(Expression.MakeMemberAccess(row, member), value), row, value).Compile();
    }

    /// <summary>A getter of a value given as a member would hold it: strings and arrays as well as raw values.</summary>
    internal static Delegate ConstantGetter<T>(T value, DataViewType type)
    {
        if (!Fits(typeof(T), type))
            throw new ArgumentException($"A {typeof(T)} cannot be the value of an annotation of type {type}.", nameof(value));
        return type is KeyDataViewType ? (ValueGetter<T>)((ref T destination) => destination = value) : MemberGetter.Over(() => value, type);
    }

    internal static ulong MaxCount(Type type) =>
        type == typeof(byte) ? byte.MaxValue : type == typeof(ushort) ? ushort.MaxValue : type == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
}
