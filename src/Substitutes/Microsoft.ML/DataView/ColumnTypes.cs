namespace Microsoft.ML.Data;

/// <summary>The built-in column types by the .NET type that represents them.</summary>
internal static class ColumnTypes
{
    private static readonly Dictionary<Type, PrimitiveDataViewType> Builtin = new PrimitiveDataViewType[]
    {
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16, NumberDataViewType.Int32,
        NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64, NumberDataViewType.Single, NumberDataViewType.Double,
        BooleanDataViewType.Instance, TextDataViewType.Instance, DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance,
        TimeSpanDataViewType.Instance, RowIdDataViewType.Instance,
    }.ToDictionary(t => t.RawType);

    /// <summary>The built-in type that a .NET type represents, string standing for text; null where there is none.</summary>
    internal static PrimitiveDataViewType PrimitiveOrNull(Type type) =>
        Builtin.GetValueOrDefault(type == typeof(string) ? typeof(ReadOnlyMemory<char>) : type);

    internal static PrimitiveDataViewType NumberOrOther(Type type) =>
        PrimitiveOrNull(type) ?? throw new ArgumentOutOfRangeException(nameof(type), $"No column type is represented by {type}.");

    /// <summary>The type of a vector's items, or the type itself.</summary>
    internal static DataViewType ItemType(this DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    /// <summary>The size of a vector, 0 where it varies; 1 for a scalar.</summary>
    internal static int ValueCount(this DataViewType type) => type is VectorDataViewType vector ? vector.Size : 1;
}
