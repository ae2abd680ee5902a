namespace Microsoft.Data.Analysis;

// What the base class does, with the types that operands of this one give.
public partial class Int64DataFrameColumn
{
    public Int64DataFrameColumn Add(Int64DataFrameColumn column, bool inPlace = false) => (Int64DataFrameColumn)base.Add(column, inPlace);

    public Int64DataFrameColumn Add(long value, bool inPlace = false) => (Int64DataFrameColumn)base.Add(value, inPlace);

    public Int64DataFrameColumn ReverseAdd(long value, bool inPlace = false) => (Int64DataFrameColumn)base.ReverseAdd(value, inPlace);

    public static Int64DataFrameColumn operator +(Int64DataFrameColumn left, Int64DataFrameColumn right) => Given(left).Add(right);

    public static Int64DataFrameColumn operator +(Int64DataFrameColumn left, long right) => Given(left).Add(right);

    public static Int64DataFrameColumn operator +(long left, Int64DataFrameColumn right) => Given(right).ReverseAdd(left);

    public Int64DataFrameColumn Subtract(Int64DataFrameColumn column, bool inPlace = false) => (Int64DataFrameColumn)base.Subtract(column, inPlace);

    public Int64DataFrameColumn Subtract(long value, bool inPlace = false) => (Int64DataFrameColumn)base.Subtract(value, inPlace);

    public Int64DataFrameColumn ReverseSubtract(long value, bool inPlace = false) => (Int64DataFrameColumn)base.ReverseSubtract(value, inPlace);

    public static Int64DataFrameColumn operator -(Int64DataFrameColumn left, Int64DataFrameColumn right) => Given(left).Subtract(right);

    public static Int64DataFrameColumn operator -(Int64DataFrameColumn left, long right) => Given(left).Subtract(right);

    public static Int64DataFrameColumn operator -(long left, Int64DataFrameColumn right) => Given(right).ReverseSubtract(left);

    public Int64DataFrameColumn Multiply(Int64DataFrameColumn column, bool inPlace = false) => (Int64DataFrameColumn)base.Multiply(column, inPlace);

    public Int64DataFrameColumn Multiply(long value, bool inPlace = false) => (Int64DataFrameColumn)base.Multiply(value, inPlace);

    public Int64DataFrameColumn ReverseMultiply(long value, bool inPlace = false) => (Int64DataFrameColumn)base.ReverseMultiply(value, inPlace);

    public static Int64DataFrameColumn operator *(Int64DataFrameColumn left, Int64DataFrameColumn right) => Given(left).Multiply(right);

    public static Int64DataFrameColumn operator *(Int64DataFrameColumn left, long right) => Given(left).Multiply(right);

    public static Int64DataFrameColumn operator *(long left, Int64DataFrameColumn right) => Given(right).ReverseMultiply(left);

    public Int64DataFrameColumn Divide(Int64DataFrameColumn column, bool inPlace = false) => (Int64DataFrameColumn)base.Divide(column, inPlace);

    public Int64DataFrameColumn Divide(long value, bool inPlace = false) => (Int64DataFrameColumn)base.Divide(value, inPlace);

    public Int64DataFrameColumn ReverseDivide(long value, bool inPlace = false) => (Int64DataFrameColumn)base.ReverseDivide(value, inPlace);

    public static Int64DataFrameColumn operator /(Int64DataFrameColumn left, Int64DataFrameColumn right) => Given(left).Divide(right);

    public static Int64DataFrameColumn operator /(Int64DataFrameColumn left, long right) => Given(left).Divide(right);

    public static Int64DataFrameColumn operator /(long left, Int64DataFrameColumn right) => Given(right).ReverseDivide(left);

    public Int64DataFrameColumn Modulo(Int64DataFrameColumn column, bool inPlace = false) => (Int64DataFrameColumn)base.Modulo(column, inPlace);

    public Int64DataFrameColumn Modulo(long value, bool inPlace = false) => (Int64DataFrameColumn)base.Modulo(value, inPlace);

    public Int64DataFrameColumn ReverseModulo(long value, bool inPlace = false) => (Int64DataFrameColumn)base.ReverseModulo(value, inPlace);

    public static Int64DataFrameColumn operator %(Int64DataFrameColumn left, Int64DataFrameColumn right) => Given(left).Modulo(right);

    public static Int64DataFrameColumn operator %(Int64DataFrameColumn left, long right) => Given(left).Modulo(right);

    public static Int64DataFrameColumn operator %(long left, Int64DataFrameColumn right) => Given(right).ReverseModulo(left);

    public BooleanDataFrameColumn ElementwiseEquals(Int64DataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseEquals(column);

    public BooleanDataFrameColumn ElementwiseEquals(long value) => (BooleanDataFrameColumn)base.ElementwiseEquals(value);

    public BooleanDataFrameColumn ElementwiseNotEquals(Int64DataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseNotEquals(column);

    public BooleanDataFrameColumn ElementwiseNotEquals(long value) => (BooleanDataFrameColumn)base.ElementwiseNotEquals(value);

    public BooleanDataFrameColumn ElementwiseGreaterThan(Int64DataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseGreaterThan(column);

    public BooleanDataFrameColumn ElementwiseGreaterThan(long value) => (BooleanDataFrameColumn)base.ElementwiseGreaterThan(value);

    public BooleanDataFrameColumn ElementwiseGreaterThanOrEqual(Int64DataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseGreaterThanOrEqual(column);

    public BooleanDataFrameColumn ElementwiseGreaterThanOrEqual(long value) => (BooleanDataFrameColumn)base.ElementwiseGreaterThanOrEqual(value);

    public BooleanDataFrameColumn ElementwiseLessThan(Int64DataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseLessThan(column);

    public BooleanDataFrameColumn ElementwiseLessThan(long value) => (BooleanDataFrameColumn)base.ElementwiseLessThan(value);

    public BooleanDataFrameColumn ElementwiseLessThanOrEqual(Int64DataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseLessThanOrEqual(column);

    public BooleanDataFrameColumn ElementwiseLessThanOrEqual(long value) => (BooleanDataFrameColumn)base.ElementwiseLessThanOrEqual(value);
}
