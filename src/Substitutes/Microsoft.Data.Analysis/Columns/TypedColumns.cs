namespace Microsoft.Data.Analysis;

/// <summary>The column class of each type of values.</summary>
internal static class TypedColumns
{
    private static readonly Dictionary<Type, Func<string, DataFrameColumn>> All = new()
    {
        [typeof(bool)] = name => new BooleanDataFrameColumn(name),
        [typeof(byte)] = name => new ByteDataFrameColumn(name),
        [typeof(char)] = name => new CharDataFrameColumn(name),
        [typeof(DateTime)] = name => new DateTimeDataFrameColumn(name),
        [typeof(decimal)] = name => new DecimalDataFrameColumn(name),
        [typeof(double)] = name => new DoubleDataFrameColumn(name),
        [typeof(short)] = name => new Int16DataFrameColumn(name),
        [typeof(int)] = name => new Int32DataFrameColumn(name),
        [typeof(long)] = name => new Int64DataFrameColumn(name),
        [typeof(sbyte)] = name => new SByteDataFrameColumn(name),
        [typeof(float)] = name => new SingleDataFrameColumn(name),
        [typeof(string)] = name => new StringDataFrameColumn(name),
        [typeof(ushort)] = name => new UInt16DataFrameColumn(name),
        [typeof(uint)] = name => new UInt32DataFrameColumn(name),
        [typeof(ulong)] = name => new UInt64DataFrameColumn(name),
    };

    /// <exception cref="NotSupportedException">There is no such column.</exception>
    public static DataFrameColumn Create(Type type, string name) => All.TryGetValue(type, out var create)
        ? create(name)
        : throw new NotSupportedException($"Column '{name}' cannot hold {type}: there is no such column.");

    public static bool IsNumber(Type type) => All.ContainsKey(type) && type != typeof(bool) && type != typeof(char) && type != typeof(DateTime) && type != typeof(string);
}
