namespace Microsoft.ML.Data;

/// <summary>The column types that data kinds name.</summary>
internal static class DataKinds
{
    private static readonly (DataKind Kind, PrimitiveDataViewType Type, string ShortName)[] All =
    [
        (DataKind.SByte, NumberDataViewType.SByte, "I1"), (DataKind.Byte, NumberDataViewType.Byte, "U1"),
        (DataKind.Int16, NumberDataViewType.Int16, "I2"), (DataKind.UInt16, NumberDataViewType.UInt16, "U2"),
        (DataKind.Int32, NumberDataViewType.Int32, "I4"), (DataKind.UInt32, NumberDataViewType.UInt32, "U4"),
        (DataKind.Int64, NumberDataViewType.Int64, "I8"), (DataKind.UInt64, NumberDataViewType.UInt64, "U8"),
        (DataKind.Single, NumberDataViewType.Single, "R4"), (DataKind.Double, NumberDataViewType.Double, "R8"),
        (DataKind.String, TextDataViewType.Instance, "TX"), (DataKind.Boolean, BooleanDataViewType.Instance, "BL"),
        (DataKind.TimeSpan, TimeSpanDataViewType.Instance, "TS"), (DataKind.DateTime, DateTimeDataViewType.Instance, "DT"),
        (DataKind.DateTimeOffset, DateTimeOffsetDataViewType.Instance, "DZ"),
    ];

    internal static PrimitiveDataViewType TypeOf(DataKind kind) => All.FirstOrDefault(each => each.Kind == kind).Type
        ?? throw new ArgumentOutOfRangeException(nameof(kind), $"There is no data kind {kind}");

    /// <summary>The kind of values that a .NET type represents, keys being integers; null where there is none.</summary>
    internal static DataKind? OfRaw(Type type) => Find(each => each.Type.RawType == type);

    /// <summary>The name that the comment in a text file gives a kind.</summary>
    internal static string ShortNameOf(DataKind kind) => All.First(each => each.Kind == kind).ShortName;

    internal static DataKind? OfShortName(string name) => Find(each => each.ShortName == name);

    private static DataKind? Find(Func<(DataKind Kind, PrimitiveDataViewType Type, string ShortName), bool> predicate) =>
        All.Where(predicate).Select(each => (DataKind?)each.Kind).FirstOrDefault();
}
