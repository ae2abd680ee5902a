using Microsoft.ML.Data;

namespace Microsoft.Data.Analysis;

/// <summary>The types that values have in a data view, and the columns that such values go into.</summary>
internal static class DataViewTypes
{
    private static readonly Dictionary<Type, PrimitiveDataViewType> All = new()
    {
        [typeof(bool)] = BooleanDataViewType.Instance,
        [typeof(byte)] = NumberDataViewType.Byte,
        [typeof(char)] = NumberDataViewType.UInt16,
        [typeof(DateTime)] = DateTimeDataViewType.Instance,
        [typeof(decimal)] = NumberDataViewType.Double,
        [typeof(double)] = NumberDataViewType.Double,
        [typeof(short)] = NumberDataViewType.Int16,
        [typeof(int)] = NumberDataViewType.Int32,
        [typeof(long)] = NumberDataViewType.Int64,
        [typeof(ReadOnlyMemory<char>)] = TextDataViewType.Instance,
        [typeof(sbyte)] = NumberDataViewType.SByte,
        [typeof(float)] = NumberDataViewType.Single,
        [typeof(ushort)] = NumberDataViewType.UInt16,
        [typeof(uint)] = NumberDataViewType.UInt32,
        [typeof(ulong)] = NumberDataViewType.UInt64,
    };

    /// <summary>The type that values of a .NET type have in a data view; null where there is none.</summary>
    public static PrimitiveDataViewType Of(Type type) => All.GetValueOrDefault(type);

    /// <summary>An empty column for a column of a data view.</summary>
    /// <exception cref="NotSupportedException">There is none for such values.</exception>
    public static DataFrameColumn ColumnFor(string name, DataViewType type)
    {
        var item = type is VectorDataViewType vector ? vector.ItemType : type;
        if (item is not KeyDataViewType && Of(item.RawType) != item)
            throw new NotSupportedException($"Column '{name}' of type {type} cannot be a column of a data frame.");
        if (type is VectorDataViewType)
            return (DataFrameColumn)Activator.CreateInstance(typeof(VBufferDataFrameColumn<>).MakeGenericType(item.RawType), name, 0L);
        return TypedColumns.Create(item is TextDataViewType ? typeof(string) : item.RawType, name);
    }
}
