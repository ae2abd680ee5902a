using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Tests for missing values: NaN, and the zero of a key.</summary>
internal static class MissingValue
{
    internal static bool CanBeMissing(DataViewType type) => type.ItemType() is KeyDataViewType || type.ItemType().RawType is var raw && (raw == typeof(float) || raw == typeof(double));

    /// <summary>What says whether the present row's value is missing, or any of its items.</summary>
    internal static Func<bool> Test(DataViewRow row, DataViewSchema.Column column) => (Func<bool>)typeof(MissingValue)
        .GetMethod(column.Type is VectorDataViewType ? nameof(OfVector) : nameof(OfScalar), BindingFlags.Static | BindingFlags.NonPublic)
        .MakeGenericMethod(column.Type.ItemType().RawType).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column], null);

    private static Func<bool> OfScalar<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<T>(column);
        bool isKey = column.Type is KeyDataViewType;
        return () =>
        {
            T value = default;
            get(ref value);
            return IsMissing(value, isKey);
        };
    }

    private static Func<bool> OfVector<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<VBuffer<T>>(column);
        bool isKey = column.Type.ItemType() is KeyDataViewType;
        VBuffer<T> values = default;
        return () =>
        {
            get(ref values);
            if (isKey && !values.IsDense)
                return true;
            foreach (var value in values.GetValues())
            {
                if (IsMissing(value, isKey))
                    return true;
            }
            return false;
        };
    }

    private static bool IsMissing<T>(T value, bool isKey) =>
        isKey ? EqualityComparer<T>.Default.Equals(value, default) : value is float.NaN or double.NaN;
}
