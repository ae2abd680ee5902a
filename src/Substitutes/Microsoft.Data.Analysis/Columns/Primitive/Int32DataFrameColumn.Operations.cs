namespace Microsoft.Data.Analysis;

// What the base class does, with the types that operands of this one give.
public partial class Int32DataFrameColumn
{
    public Int32DataFrameColumn Add(Int32DataFrameColumn column, bool inPlace = false) => (Int32DataFrameColumn)base.Add(column, inPlace);

    public Int32DataFrameColumn Add(int value, bool inPlace = false) => (Int32DataFrameColumn)base.Add(value, inPlace);

    public Int32DataFrameColumn ReverseAdd(int value, bool inPlace = false) => (Int32DataFrameColumn)base.ReverseAdd(value, inPlace);

    public static Int32DataFrameColumn operator +(Int32DataFrameColumn left, Int32DataFrameColumn right) => Given(left).Add(right);

    public static Int32DataFrameColumn operator +(Int32DataFrameColumn left, int right) => Given(left).Add(right);

    public static Int32DataFrameColumn operator +(int left, Int32DataFrameColumn right) => Given(right).ReverseAdd(left);

    public Int32DataFrameColumn Subtract(Int32DataFrameColumn column, bool inPlace = false) => (Int32DataFrameColumn)base.Subtract(column, inPlace);

    public Int32DataFrameColumn Subtract(int value, bool inPlace = false) => (Int32DataFrameColumn)base.Subtract(value, inPlace);

    public Int32DataFrameColumn ReverseSubtract(int value, bool inPlace = false) => (Int32DataFrameColumn)base.ReverseSubtract(value, inPlace);

    public static Int32DataFrameColumn operator -(Int32DataFrameColumn left, Int32DataFrameColumn right) => Given(left).Subtract(right);

    public static Int32DataFrameColumn operator -(Int32DataFrameColumn left, int right) => Given(left).Subtract(right);

    public static Int32DataFrameColumn operator -(int left, Int32DataFrameColumn right) => Given(right).ReverseSubtract(left);

    public Int32DataFrameColumn Multiply(Int32DataFrameColumn column, bool inPlace = false) => (Int32DataFrameColumn)base.Multiply(column, inPlace);

    public Int32DataFrameColumn Multiply(int value, bool inPlace = false) => (Int32DataFrameColumn)base.Multiply(value, inPlace);

    public Int32DataFrameColumn ReverseMultiply(int value, bool inPlace = false) => (Int32DataFrameColumn)base.ReverseMultiply(value, inPlace);

    public static Int32DataFrameColumn operator *(Int32DataFrameColumn left, Int32DataFrameColumn right) => Given(left).Multiply(right);

    public static Int32DataFrameColumn operator *(Int32DataFrameColumn left, int right) => Given(left).Multiply(right);

    public static Int32DataFrameColumn operator *(int left, Int32DataFrameColumn right) => Given(right).ReverseMultiply(left);

    public Int32DataFrameColumn Divide(Int32DataFrameColumn column, bool inPlace = false) => (Int32DataFrameColumn)base.Divide(column, inPlace);

    public Int32DataFrameColumn Divide(int value, bool inPlace = false) => (Int32DataFrameColumn)base.Divide(value, inPlace);

    public Int32DataFrameColumn ReverseDivide(int value, bool inPlace = false) => (Int32DataFrameColumn)base.ReverseDivide(value, inPlace);

    public static Int32DataFrameColumn operator /(Int32DataFrameColumn left, Int32DataFrameColumn right) => Given(left).Divide(right);

    public static Int32DataFrameColumn operator /(Int32DataFrameColumn left, int right) => Given(left).Divide(right);

    public static Int32DataFrameColumn operator /(int left, Int32DataFrameColumn right) => Given(right).ReverseDivide(left);

    public Int32DataFrameColumn Modulo(Int32DataFrameColumn column, bool inPlace = false) => (Int32DataFrameColumn)base.Modulo(column, inPlace);

    public Int32DataFrameColumn Modulo(int value, bool inPlace = false) => (Int32DataFrameColumn)base.Modulo(value, inPlace);

    public Int32DataFrameColumn ReverseModulo(int value, bool inPlace = false) => (Int32DataFrameColumn)base.ReverseModulo(value, inPlace);

    public static Int32DataFrameColumn operator %(Int32DataFrameColumn left, Int32DataFrameColumn right) => Given(left).Modulo(right);

    public static Int32DataFrameColumn operator %(Int32DataFrameColumn left, int right) => Given(left).Modulo(right);

    public static Int32DataFrameColumn operator %(int left, Int32DataFrameColumn right) => Given(right).ReverseModulo(left);

    public BooleanDataFrameColumn ElementwiseEquals(Int32DataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseEquals(column);

    public BooleanDataFrameColumn ElementwiseEquals(int value) => (BooleanDataFrameColumn)base.ElementwiseEquals(value);

    public BooleanDataFrameColumn ElementwiseNotEquals(Int32DataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseNotEquals(column);

    public BooleanDataFrameColumn ElementwiseNotEquals(int value) => (BooleanDataFrameColumn)base.ElementwiseNotEquals(value);

    public BooleanDataFrameColumn ElementwiseGreaterThan(Int32DataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseGreaterThan(column);

    public BooleanDataFrameColumn ElementwiseGreaterThan(int value) => (BooleanDataFrameColumn)base.ElementwiseGreaterThan(value);

    public BooleanDataFrameColumn ElementwiseGreaterThanOrEqual(Int32DataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseGreaterThanOrEqual(column);

    public BooleanDataFrameColumn ElementwiseGreaterThanOrEqual(int value) => (BooleanDataFrameColumn)base.ElementwiseGreaterThanOrEqual(value);

    public BooleanDataFrameColumn ElementwiseLessThan(Int32DataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseLessThan(column);

    public BooleanDataFrameColumn ElementwiseLessThan(int value) => (BooleanDataFrameColumn)base.ElementwiseLessThan(value);

    public BooleanDataFrameColumn ElementwiseLessThanOrEqual(Int32DataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseLessThanOrEqual(column);

    public BooleanDataFrameColumn ElementwiseLessThanOrEqual(int value) => (BooleanDataFrameColumn)base.ElementwiseLessThanOrEqual(value);
}
