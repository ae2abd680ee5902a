namespace Microsoft.Data.Analysis;

public partial class PrimitiveDataFrameColumn<T>
{
    public override DataFrameColumn Add(DataFrameColumn column, bool inPlace = false) => Combined(ColumnOperation.Add, column, inPlace);

    public override DataFrameColumn Add<U>(U value, bool inPlace = false) => Combined(ColumnOperation.Add, value, inPlace);

    public override DataFrameColumn Subtract(DataFrameColumn column, bool inPlace = false) => Combined(ColumnOperation.Subtract, column, inPlace);

    public override DataFrameColumn Subtract<U>(U value, bool inPlace = false) => Combined(ColumnOperation.Subtract, value, inPlace);

    public override DataFrameColumn Multiply(DataFrameColumn column, bool inPlace = false) => Combined(ColumnOperation.Multiply, column, inPlace);

    public override DataFrameColumn Multiply<U>(U value, bool inPlace = false) => Combined(ColumnOperation.Multiply, value, inPlace);

    public override DataFrameColumn Divide(DataFrameColumn column, bool inPlace = false) => Combined(ColumnOperation.Divide, column, inPlace);

    public override DataFrameColumn Divide<U>(U value, bool inPlace = false) => Combined(ColumnOperation.Divide, value, inPlace);

    public override DataFrameColumn Modulo(DataFrameColumn column, bool inPlace = false) => Combined(ColumnOperation.Modulo, column, inPlace);

    public override DataFrameColumn Modulo<U>(U value, bool inPlace = false) => Combined(ColumnOperation.Modulo, value, inPlace);

    public override DataFrameColumn ReverseAdd<U>(U value, bool inPlace = false) => Combined(ColumnOperation.Add, value, inPlace, reversed: true);

    public override DataFrameColumn ReverseSubtract<U>(U value, bool inPlace = false) => Combined(ColumnOperation.Subtract, value, inPlace, reversed: true);

    public override DataFrameColumn ReverseMultiply<U>(U value, bool inPlace = false) => Combined(ColumnOperation.Multiply, value, inPlace, reversed: true);

    public override DataFrameColumn ReverseDivide<U>(U value, bool inPlace = false) => Combined(ColumnOperation.Divide, value, inPlace, reversed: true);

    public override DataFrameColumn ReverseModulo<U>(U value, bool inPlace = false) => Combined(ColumnOperation.Modulo, value, inPlace, reversed: true);

    public override DataFrameColumn And(DataFrameColumn column, bool inPlace = false) => Joined((a, b) => a & b, column, inPlace);

    public override PrimitiveDataFrameColumn<bool> And(bool value, bool inPlace = false) => Joined((a, b) => a & b, _ => value, inPlace);

    public override DataFrameColumn Or(DataFrameColumn column, bool inPlace = false) => Joined((a, b) => a | b, column, inPlace);

    public override PrimitiveDataFrameColumn<bool> Or(bool value, bool inPlace = false) => Joined((a, b) => a | b, _ => value, inPlace);

    public override DataFrameColumn Xor(DataFrameColumn column, bool inPlace = false) => Joined((a, b) => a ^ b, column, inPlace);

    public override PrimitiveDataFrameColumn<bool> Xor(bool value, bool inPlace = false) => Joined((a, b) => a ^ b, _ => value, inPlace);

    public override PrimitiveDataFrameColumn<bool> ReverseAnd(bool value, bool inPlace = false) => And(value, inPlace);

    public override PrimitiveDataFrameColumn<bool> ReverseOr(bool value, bool inPlace = false) => Or(value, inPlace);

    public override PrimitiveDataFrameColumn<bool> ReverseXor(bool value, bool inPlace = false) => Xor(value, inPlace);

    public override PrimitiveDataFrameColumn<bool> ElementwiseEquals(DataFrameColumn column) => Compared(column, sign => sign == 0);

    public override PrimitiveDataFrameColumn<bool> ElementwiseEquals<U>(U value) => Compared(value, sign => sign == 0);

    public override PrimitiveDataFrameColumn<bool> ElementwiseNotEquals(DataFrameColumn column) => Compared(column, sign => sign != 0);

    public override PrimitiveDataFrameColumn<bool> ElementwiseNotEquals<U>(U value) => Compared(value, sign => sign != 0);

    public override PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan(DataFrameColumn column) => Compared(column, sign => sign > 0);

    public override PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan<U>(U value) => Compared(value, sign => sign > 0);

    public override PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual(DataFrameColumn column) => Compared(column, sign => sign >= 0);

    public override PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual<U>(U value) => Compared(value, sign => sign >= 0);

    public override PrimitiveDataFrameColumn<bool> ElementwiseLessThan(DataFrameColumn column) => Compared(column, sign => sign < 0);

    public override PrimitiveDataFrameColumn<bool> ElementwiseLessThan<U>(U value) => Compared(value, sign => sign < 0);

    public override PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual(DataFrameColumn column) => Compared(column, sign => sign <= 0);

    public override PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual<U>(U value) => Compared(value, sign => sign <= 0);

    public override PrimitiveDataFrameColumn<bool> ElementwiseIsNull() => new BooleanDataFrameColumn(Name, _values.Select(value => value is null));

    public override PrimitiveDataFrameColumn<bool> ElementwiseIsNotNull() => new BooleanDataFrameColumn(Name, _values.Select(value => value is not null));

    private DataFrameColumn Combined(ColumnOperation operation, DataFrameColumn column, bool inPlace)
    {
        RequireSameLength(column);
        return Combined(operation, column.DataType, inPlace, row => column[row]);
    }

    private DataFrameColumn Combined<U>(ColumnOperation operation, U value, bool inPlace, bool reversed = false) => value is DataFrameColumn column
        ? Combined(operation, column, inPlace)
        : Combined(operation, typeof(U), inPlace, _ => value, reversed);

    /// <summary>The operation with another operand for each row, by the type that both have or can be converted to.</summary>
    private DataFrameColumn Combined(ColumnOperation operation, Type otherType, bool inPlace, Func<long, object> other, bool reversed = false)
    {
        _ = Arithmetic;
        if (otherType == typeof(T))
            return CombinedAs(operation, inPlace, other, value => (T?)value, reversed);
        if (inPlace)
            throw new ArgumentException($"Column '{Name}' of {DataType} values cannot be changed in place by {otherType}.", nameof(inPlace));
        return otherType == typeof(decimal) || typeof(T) == typeof(decimal)
            ? Converted(Convert.ToDecimal).CombinedAs(operation, true, other, value => value is null ? null : Convert.ToDecimal(value, null), reversed)
            : Converted(Convert.ToDouble).CombinedAs(operation, true, other, value => value is null ? null : Convert.ToDouble(value, null), reversed);
    }

    private PrimitiveDataFrameColumn<T> CombinedAs(ColumnOperation operation, bool inPlace, Func<long, object> other, Func<object, T?> convert, bool reversed)
    {
        var combine = Arithmetic.Of(operation);
        var result = inPlace ? this : Clone();
        result.ApplyElementwise((value, row) => value is not { } own || convert(other(row)) is not { } given ? null
            : reversed ? combine(given, own)
            : combine(own, given));
        return result;
    }

    private PrimitiveDataFrameColumn<TResult> Converted<TResult>(Func<object, IFormatProvider, TResult> convert)
        where TResult : unmanaged
    {
        var column = (PrimitiveDataFrameColumn<TResult>)TypedColumns.Create(typeof(TResult), Name);
        foreach (var value in _values)
            column.Append(value is { } given ? convert(given, null) : null);
        return column;
    }

    private PrimitiveDataFrameColumn<bool> Joined(Func<bool?, bool?, bool?> join, DataFrameColumn column, bool inPlace)
    {
        RequireSameLength(column);
        var right = column as PrimitiveDataFrameColumn<bool> ?? throw WrongType(column);
        return Joined(join, row => right[row], inPlace);
    }

    private PrimitiveDataFrameColumn<bool> Joined(Func<bool?, bool?, bool?> join, Func<long, bool?> right, bool inPlace)
    {
        var left = (DataFrameColumn)this as PrimitiveDataFrameColumn<bool> ?? throw NotSupported();
        var result = inPlace ? left : left.Clone();
        result.ApplyElementwise((value, row) => join(value, right(row)));
        return result;
    }

    private PrimitiveDataFrameColumn<bool> Compared(DataFrameColumn column, Func<int?, bool> holds)
    {
        RequireSameLength(column);
        return Compared(column.DataType, row => column[row], holds);
    }

    private PrimitiveDataFrameColumn<bool> Compared<U>(U value, Func<int?, bool> holds) =>
        value is DataFrameColumn column ? Compared(column, holds) : Compared(typeof(U), _ => value, holds);

    /// <summary>Whether it holds of the sign of the difference to another operand for each row, null where one of them is.</summary>
    private BooleanDataFrameColumn Compared(Type otherType, Func<long, object> other, Func<int?, bool> holds)
    {
        var compare = ComparisonWith(otherType);
        return new BooleanDataFrameColumn(Name, _values.Select((value, row) => holds(value is { } left && other(row) is { } right ? compare(left, right) : null)));
    }

    private Func<T, object, int?> ComparisonWith(Type otherType)
    {
        if (otherType == typeof(T) || otherType == typeof(T?))
        {
            // NaN is neither less than a number nor greater, nor the same as another.
            return (a, b) => IsNaN(a) || IsNaN((T)b) ? null : Comparer<T>.Default.Compare(a, (T)b);
        }
        if (!IsNumericColumn() || !TypedColumns.IsNumber(Nullable.GetUnderlyingType(otherType) ?? otherType))
            throw new ArgumentException($"Column '{Name}' of {DataType} values cannot be compared to {otherType}.");
        return otherType == typeof(decimal) || typeof(T) == typeof(decimal)
            ? (a, b) => Convert.ToDecimal(a, null).CompareTo(Convert.ToDecimal(b, null))
            : (a, b) => Convert.ToDouble(a, null) is var left && Convert.ToDouble(b, null) is var right && !double.IsNaN(left) && !double.IsNaN(right) ? left.CompareTo(right) : null;
    }

    private static bool IsNaN(T value) => value is float.NaN or double.NaN;
}
