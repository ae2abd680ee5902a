namespace Microsoft.ML.Data;

/// <summary>Reads a column of keys or of floating-point numbers as doubles.</summary>
internal static class ColumnNumber
{
    /// <summary>What reads the present row's number.</summary>
    internal static Func<double> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        var type = column.Type.RawType;
        return type == typeof(float) ? Of<float>(row, column, v => v)
            : type == typeof(double) ? Of<double>(row, column, v => v)
            : type == typeof(byte) ? Of<byte>(row, column, v => v)
            : type == typeof(ushort) ? Of<ushort>(row, column, v => v)
            : type == typeof(uint) ? Of<uint>(row, column, v => v)
            : type == typeof(ulong) ? Of<ulong>(row, column, v => v)
            : throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' of type {column.Type} has no numbers.");
    }

    private static Func<double> Of<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> convert)
    {
        var get = row.GetGetter<T>(column);
        return () =>
        {
            T value = default;
            get(ref value);
            return convert(value);
        };
    }
}
