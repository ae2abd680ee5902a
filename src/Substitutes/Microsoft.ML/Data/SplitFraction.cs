using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Gives each row a number in [0, 1) by which data is split: a random one by its place, or one that only its sampling key decides.</summary>
internal static class SplitFraction
{
    /// <summary>Those rows whose number is in [lower, upper), or those whose number is not.</summary>
    internal static IDataView Filter(IDataView data, string samplingKeyColumnName, int seed, double lower, double upper, bool complement)
    {
        if (samplingKeyColumnName is null)
        {
            return new RowFilter(data, [], _ =>
            {
                var random = new Random(seed);
                return () => Contains(random.NextDouble()) != complement;
            }, keepsOrder: true);
        }

        var key = data.Schema[samplingKeyColumnName];
        return new RowFilter(data, [key], cursor =>
        {
            var hash = HashOf(cursor, key);
            return () => Contains(ToFraction(hash() ^ (uint)seed)) != complement;
        });

        bool Contains(double fraction) => fraction >= lower && fraction < upper;
    }

    private static double ToFraction(ulong hash)
    {
        hash = (hash ^ hash >> 33) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ hash >> 33) * 0xC4CEB9FE1A85EC53UL;
        return ((hash ^ hash >> 33) >> 11) * (1.0 / (1UL << 53));
    }

    private static Func<ulong> HashOf(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        bool isVector = column.Type is VectorDataViewType;
        return (Func<ulong>)typeof(SplitFraction).GetMethod(isVector ? nameof(OfVector) : nameof(OfScalar), BindingFlags.Static | BindingFlags.NonPublic)
            .MakeGenericMethod(column.Type.ItemType().RawType).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [cursor, column], null);
    }

    private static Func<ulong> OfScalar<T>(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        var get = cursor.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            get(ref value);
            return Hash(14695981039346656037, value);
        };
    }

    private static Func<ulong> OfVector<T>(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        var get = cursor.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            get(ref value);
            return value.DenseValues().Aggregate(14695981039346656037, Hash);
        };
    }

    // FNV-1a over the value's text, which is the same on every machine and in every run.
    private static ulong Hash<T>(ulong hash, T value)
    {
        string text = value is IFormattable f ? f.ToString(null, System.Globalization.CultureInfo.InvariantCulture) : value?.ToString();
        foreach (char c in text ?? "")
            hash = (hash ^ c) * 1099511628211;
        return (hash ^ 0x1F) * 1099511628211;
    }
}
