using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Getters of columns whose type is known only at run time.</summary>
internal static class TypedGetter
{
    private static readonly MethodInfo OfRowMethod = typeof(TypedGetter).GetMethod(nameof(OfRowCore), BindingFlags.Static | BindingFlags.NonPublic);

    /// <summary>The getter as one of the type asked for.</summary>
    internal static ValueGetter<TValue> As<TValue>(Delegate getter, DataViewSchema.Column column)
    {
        if (getter is null)
            throw Inactive(column);
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Invalid TValue in GetGetter of column '{column.Name}': '{typeof(TValue)}', expected type: '{getter.GetType().GetGenericArguments()[0]}'.");
    }

    internal static ArgumentOutOfRangeException Inactive(DataViewSchema.Column column) =>
        new(nameof(column), $"Column '{column.Name}' is not active: it was not among the columns that the cursor was asked for.");

    /// <summary>A row's getter of a column, by the column's own type.</summary>
    internal static Delegate OfRow(DataViewRow row, DataViewSchema.Column column) =>
        OfRowMethod.MakeGenericMethod(column.Type.RawType).Invoke(BindingFlags.DoNotWrapExceptions, row, column);

    private static ValueGetter<T> OfRowCore<T>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<T>(column);

    private static Delegate Invoke(this MethodInfo method, BindingFlags flags, params object[] arguments) =>
        (Delegate)method.Invoke(null, flags, null, arguments, null);
}
