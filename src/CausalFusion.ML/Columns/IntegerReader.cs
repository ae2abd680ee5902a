using Microsoft.ML;

namespace CausalFusion.ML.Columns;

/// <summary>Reads whole numbers of any width from a row that moves.</summary>
internal static class IntegerReader
{
    /// <summary>Whether a column's values are whole numbers.</summary>
    public static bool CanRead(Type rawType) =>
        rawType == typeof(byte) || rawType == typeof(ushort) || rawType == typeof(uint) || rawType == typeof(ulong)
        || rawType == typeof(sbyte) || rawType == typeof(short) || rawType == typeof(int) || rawType == typeof(long);

    /// <summary>A function that gives the current row's value; a negative one as the 64 bits that represent it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">A column for which <see cref="CanRead"/> holds.</param>
    public static Func<ulong> Open(DataViewRow row, DataViewSchema.Column column)
    {
        Type type = column.Type.RawType;
        return type == typeof(byte) ? Read<byte>(v => v)
            : type == typeof(ushort) ? Read<ushort>(v => v)
            : type == typeof(uint) ? Read<uint>(v => v)
            : type == typeof(ulong) ? Read<ulong>(v => v)
            : type == typeof(sbyte) ? Read<sbyte>(v => unchecked((ulong)v))
            : type == typeof(short) ? Read<short>(v => unchecked((ulong)v))
            : type == typeof(int) ? Read<int>(v => unchecked((ulong)v))
            : Read<long>(v => unchecked((ulong)v));

        Func<ulong> Read<T>(Func<T, ulong> convert) where T : struct
        {
            ValueGetter<T> getter = row.GetGetter<T>(column);
            T value = default;
            return () =>
            {
                getter(ref value);
                return convert(value);
            };
        }
    }
}
