using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>
/// The conversions between column types: signed integers among each other, unsigned integers among each other, any number to real numbers,
/// to truth values and to text, text to everything, times to numbers and text.
/// </summary>
internal static class StandardConversions
{
    private static readonly Dictionary<(Type Source, Type Destination), Delegate> Known = MakeAll();

    /// <summary>
    /// The conversion from one type of values to another; null where there is none. It is a <see cref="Func{T, TResult}"/> of their .NET types.
    /// </summary>
    internal static Delegate Find(DataViewType source, DataViewType destination)
    {
        if (source is KeyDataViewType sourceKey)
        {
            // A key stays a key of the same categories, in another width.
            bool fits = destination is KeyDataViewType key ? key.Count == sourceKey.Count : KeyDataViewType.IsValidDataType(destination.RawType);
            return fits ? Known.GetValueOrDefault((source.RawType, destination.RawType)) : null;
        }
        if (destination is KeyDataViewType keyOfText)
            return source is TextDataViewType ? GenericCall.Invoke<Delegate>(ParseKey<uint>, [keyOfText.RawType], keyOfText.Count) : null;
        return Known.GetValueOrDefault((source.RawType, destination.RawType));
    }

    private static Dictionary<(Type, Type), Delegate> MakeAll()
    {
        var all = new Dictionary<(Type, Type), Delegate>();
        void Add<TSource, TDestination>(Func<TSource, TDestination> convert) => all[(typeof(TSource), typeof(TDestination))] = convert;
        void AddSigned<T>()
            where T : struct, IBinaryInteger<T>
        {
            AddNumber<T>();
            // What does not fit wraps around, as a cast does.
            Add<T, sbyte>(sbyte.CreateTruncating);
            Add<T, short>(short.CreateTruncating);
            Add<T, int>(int.CreateTruncating);
            Add<T, long>(long.CreateTruncating);
            Add<T, ReadOnlyMemory<char>>(v => Text(v, null));
        }
        void AddUnsigned<T>()
            where T : struct, IBinaryInteger<T>
        {
            AddNumber<T>();
            // What does not fit becomes 0, which for keys means missing.
            Add<T, byte>(v => ulong.CreateTruncating(v) <= byte.MaxValue ? byte.CreateTruncating(v) : (byte)0);
            Add<T, ushort>(v => ulong.CreateTruncating(v) <= ushort.MaxValue ? ushort.CreateTruncating(v) : (ushort)0);
            Add<T, uint>(v => ulong.CreateTruncating(v) <= uint.MaxValue ? uint.CreateTruncating(v) : 0);
            Add<T, ulong>(ulong.CreateTruncating);
            Add<T, ReadOnlyMemory<char>>(v => Text(v, null));
        }
        void AddNumber<T>()
            where T : struct, INumberBase<T>
        {
            Add<T, float>(float.CreateTruncating);
            Add<T, double>(double.CreateTruncating);
            Add<T, bool>(v => !T.IsZero(v));
        }
        AddSigned<sbyte>();
        AddSigned<short>();
        AddSigned<int>();
        AddSigned<long>();
        AddUnsigned<byte>();
        AddUnsigned<ushort>();
        AddUnsigned<uint>();
        AddUnsigned<ulong>();
        AddNumber<float>();
        AddNumber<double>();
        Add<float, ReadOnlyMemory<char>>(v => Text(v, "G7"));
        Add<double, ReadOnlyMemory<char>>(v => Text(v, "G17"));

        Add<bool, sbyte>(v => v ? (sbyte)1 : (sbyte)0);
        Add<bool, short>(v => v ? (short)1 : (short)0);
        Add<bool, int>(v => v ? 1 : 0);
        Add<bool, long>(v => v ? 1 : 0);
        Add<bool, float>(v => v ? 1 : 0);
        Add<bool, double>(v => v ? 1 : 0);
        Add<bool, bool>(v => v);
        Add<bool, ReadOnlyMemory<char>>(v => v.ToString().AsMemory());

        AddTime<TimeSpan>(v => v.Ticks, "c");
        AddTime<DateTime>(v => v.Ticks, "o");
        AddTime<DateTimeOffset>(v => v.UtcDateTime.Ticks, "o");
        Add<DateTime, DateTime>(v => v);
        void AddTime<T>(Func<T, long> ticks, string format)
            where T : IFormattable
        {
            Add<T, long>(ticks);
            Add<T, float>(v => ticks(v));
            Add<T, double>(v => ticks(v));
            Add<T, ReadOnlyMemory<char>>(v => Text(v, format));
        }

        AddParsed(TextParsing.Signed<sbyte>);
        AddParsed(TextParsing.Signed<short>);
        AddParsed(TextParsing.Signed<int>);
        AddParsed(TextParsing.Signed<long>);
        AddParsed(TextParsing.Unsigned<byte>);
        AddParsed(TextParsing.Unsigned<ushort>);
        AddParsed(TextParsing.Unsigned<uint>);
        AddParsed(TextParsing.Unsigned<ulong>);
        AddParsed(TextParsing.Real<float>);
        AddParsed(TextParsing.Real<double>);
        AddParsed(TextParsing.Boolean);
        AddParsed(TextParsing.TimeSpan);
        AddParsed(TextParsing.DateTime);
        AddParsed(TextParsing.DateTimeOffset);
        AddParsed(text => text);
        void AddParsed<T>(Func<ReadOnlyMemory<char>, T> parse) => Add(parse);
        return all;
    }

    private static ReadOnlyMemory<char> Text<T>(T value, string format)
        where T : IFormattable => value.ToString(format, CultureInfo.InvariantCulture).AsMemory();

    /// <summary>Text that counts categories from 0, as a key; missing where it is none of them.</summary>
    private static Func<ReadOnlyMemory<char>, T> ParseKey<T>(ulong count)
        where T : struct, INumberBase<T> =>
        text =>
        {
            bool isCategory = ulong.TryParse(text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out ulong category) && category < count;
            return isCategory ? T.CreateTruncating(category + 1) : default;
        };
}
