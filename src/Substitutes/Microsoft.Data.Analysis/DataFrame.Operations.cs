namespace Microsoft.Data.Analysis;

// On all columns, each with the same value or with one of its own; what a column says of the operation holds here.
public partial class DataFrame
{
    public DataFrame Add<T>(T value, bool inPlace = false)
        where T : unmanaged => Each(column => column.Add(value, inPlace), inPlace);

    public DataFrame Add<T>(IReadOnlyList<T> values, bool inPlace = false)
        where T : unmanaged => Each(values, (column, value) => column.Add(value, inPlace), inPlace);

    public DataFrame ReverseAdd<T>(T value, bool inPlace = false)
        where T : unmanaged => Each(column => column.ReverseAdd(value, inPlace), inPlace);

    public DataFrame Subtract<T>(T value, bool inPlace = false)
        where T : unmanaged => Each(column => column.Subtract(value, inPlace), inPlace);

    public DataFrame Subtract<T>(IReadOnlyList<T> values, bool inPlace = false)
        where T : unmanaged => Each(values, (column, value) => column.Subtract(value, inPlace), inPlace);

    public DataFrame ReverseSubtract<T>(T value, bool inPlace = false)
        where T : unmanaged => Each(column => column.ReverseSubtract(value, inPlace), inPlace);

    public DataFrame Multiply<T>(T value, bool inPlace = false)
        where T : unmanaged => Each(column => column.Multiply(value, inPlace), inPlace);

    public DataFrame Multiply<T>(IReadOnlyList<T> values, bool inPlace = false)
        where T : unmanaged => Each(values, (column, value) => column.Multiply(value, inPlace), inPlace);

    public DataFrame ReverseMultiply<T>(T value, bool inPlace = false)
        where T : unmanaged => Each(column => column.ReverseMultiply(value, inPlace), inPlace);

    public DataFrame Divide<T>(T value, bool inPlace = false)
        where T : unmanaged => Each(column => column.Divide(value, inPlace), inPlace);

    public DataFrame Divide<T>(IReadOnlyList<T> values, bool inPlace = false)
        where T : unmanaged => Each(values, (column, value) => column.Divide(value, inPlace), inPlace);

    public DataFrame ReverseDivide<T>(T value, bool inPlace = false)
        where T : unmanaged => Each(column => column.ReverseDivide(value, inPlace), inPlace);

    public DataFrame Modulo<T>(T value, bool inPlace = false)
        where T : unmanaged => Each(column => column.Modulo(value, inPlace), inPlace);

    public DataFrame Modulo<T>(IReadOnlyList<T> values, bool inPlace = false)
        where T : unmanaged => Each(values, (column, value) => column.Modulo(value, inPlace), inPlace);

    public DataFrame ReverseModulo<T>(T value, bool inPlace = false)
        where T : unmanaged => Each(column => column.ReverseModulo(value, inPlace), inPlace);

    public DataFrame And(bool value, bool inPlace = false) => Each(column => column.And(value, inPlace), inPlace);

    public DataFrame And(IReadOnlyList<bool> values, bool inPlace = false) => Each(values, (column, value) => column.And(value, inPlace), inPlace);

    public DataFrame ReverseAnd(bool value, bool inPlace = false) => Each(column => column.ReverseAnd(value, inPlace), inPlace);

    public DataFrame Or(bool value, bool inPlace = false) => Each(column => column.Or(value, inPlace), inPlace);

    public DataFrame Or(IReadOnlyList<bool> values, bool inPlace = false) => Each(values, (column, value) => column.Or(value, inPlace), inPlace);

    public DataFrame ReverseOr(bool value, bool inPlace = false) => Each(column => column.ReverseOr(value, inPlace), inPlace);

    public DataFrame Xor(bool value, bool inPlace = false) => Each(column => column.Xor(value, inPlace), inPlace);

    public DataFrame Xor(IReadOnlyList<bool> values, bool inPlace = false) => Each(values, (column, value) => column.Xor(value, inPlace), inPlace);

    public DataFrame ReverseXor(bool value, bool inPlace = false) => Each(column => column.ReverseXor(value, inPlace), inPlace);

    public DataFrame ElementwiseEquals<T>(T value)
        where T : unmanaged => Each(column => column.ElementwiseEquals(value), false);

    public DataFrame ElementwiseEquals<T>(IReadOnlyList<T> values)
        where T : unmanaged => Each(values, (column, value) => column.ElementwiseEquals(value), false);

    public DataFrame ElementwiseNotEquals<T>(T value)
        where T : unmanaged => Each(column => column.ElementwiseNotEquals(value), false);

    public DataFrame ElementwiseNotEquals<T>(IReadOnlyList<T> values)
        where T : unmanaged => Each(values, (column, value) => column.ElementwiseNotEquals(value), false);

    public DataFrame ElementwiseGreaterThan<T>(T value)
        where T : unmanaged => Each(column => column.ElementwiseGreaterThan(value), false);

    public DataFrame ElementwiseGreaterThan<T>(IReadOnlyList<T> values)
        where T : unmanaged => Each(values, (column, value) => column.ElementwiseGreaterThan(value), false);

    public DataFrame ElementwiseGreaterThanOrEqual<T>(T value)
        where T : unmanaged => Each(column => column.ElementwiseGreaterThanOrEqual(value), false);

    public DataFrame ElementwiseGreaterThanOrEqual<T>(IReadOnlyList<T> values)
        where T : unmanaged => Each(values, (column, value) => column.ElementwiseGreaterThanOrEqual(value), false);

    public DataFrame ElementwiseLessThan<T>(T value)
        where T : unmanaged => Each(column => column.ElementwiseLessThan(value), false);

    public DataFrame ElementwiseLessThan<T>(IReadOnlyList<T> values)
        where T : unmanaged => Each(values, (column, value) => column.ElementwiseLessThan(value), false);

    public DataFrame ElementwiseLessThanOrEqual<T>(T value)
        where T : unmanaged => Each(column => column.ElementwiseLessThanOrEqual(value), false);

    public DataFrame ElementwiseLessThanOrEqual<T>(IReadOnlyList<T> values)
        where T : unmanaged => Each(values, (column, value) => column.ElementwiseLessThanOrEqual(value), false);

    /// <summary>The values of the columns of numbers with those beyond two replaced by these.</summary>
    public DataFrame Clamp<U>(U min, U max, bool inPlace = false) => Each(column => column.IsNumericColumn() ? column.Clamp(min, max, inPlace) : inPlace ? column : column.Clone(), inPlace);

    /// <summary>Columns of the same values with a text before their names.</summary>
    public DataFrame AddPrefix(string prefix, bool inPlace = false) => Renamed(name => prefix + name, inPlace);

    /// <summary>Columns of the same values with a text behind their names.</summary>
    public DataFrame AddSuffix(string suffix, bool inPlace = false) => Renamed(name => name + suffix, inPlace);

    private DataFrame Renamed(Func<string, string> nameOf, bool inPlace)
    {
        var renamed = inPlace ? this : Clone();
        foreach (var column in renamed.Columns)
            column.SetName(nameOf(column.Name));
        renamed.OnColumnsChanged();
        return renamed;
    }

    private DataFrame Each<T>(IReadOnlyList<T> values, Func<DataFrameColumn, T, DataFrameColumn> operation, bool inPlace)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != Columns.Count)
            throw new ArgumentException($"There are {Columns.Count} columns, and {values.Count} values for them.", nameof(values));
        int i = 0;
        return Each(column => operation(column, values[i++]), inPlace);
    }

    private DataFrame Each(Func<DataFrameColumn, DataFrameColumn> operation, bool inPlace)
    {
        DataFrameColumn[] results = [.. Columns.Select(operation)];
        return inPlace ? this : new DataFrame(results);
    }
}
