namespace Microsoft.Data.Analysis;

// What the base class does, with the types that operands of this one give.
public partial class DoubleDataFrameColumn
{
    public DoubleDataFrameColumn Add(DoubleDataFrameColumn column, bool inPlace = false) => (DoubleDataFrameColumn)base.Add(column, inPlace);

    public DoubleDataFrameColumn Add(double value, bool inPlace = false) => (DoubleDataFrameColumn)base.Add(value, inPlace);

    public DoubleDataFrameColumn ReverseAdd(double value, bool inPlace = false) => (DoubleDataFrameColumn)base.ReverseAdd(value, inPlace);

    public static DoubleDataFrameColumn operator +(DoubleDataFrameColumn left, DoubleDataFrameColumn right) => Given(left).Add(right);

    public static DoubleDataFrameColumn operator +(DoubleDataFrameColumn left, double right) => Given(left).Add(right);

    public static DoubleDataFrameColumn operator +(double left, DoubleDataFrameColumn right) => Given(right).ReverseAdd(left);

    public DoubleDataFrameColumn Subtract(DoubleDataFrameColumn column, bool inPlace = false) => (DoubleDataFrameColumn)base.Subtract(column, inPlace);

    public DoubleDataFrameColumn Subtract(double value, bool inPlace = false) => (DoubleDataFrameColumn)base.Subtract(value, inPlace);

    public DoubleDataFrameColumn ReverseSubtract(double value, bool inPlace = false) => (DoubleDataFrameColumn)base.ReverseSubtract(value, inPlace);

    public static DoubleDataFrameColumn operator -(DoubleDataFrameColumn left, DoubleDataFrameColumn right) => Given(left).Subtract(right);

    public static DoubleDataFrameColumn operator -(DoubleDataFrameColumn left, double right) => Given(left).Subtract(right);

    public static DoubleDataFrameColumn operator -(double left, DoubleDataFrameColumn right) => Given(right).ReverseSubtract(left);

    public DoubleDataFrameColumn Multiply(DoubleDataFrameColumn column, bool inPlace = false) => (DoubleDataFrameColumn)base.Multiply(column, inPlace);

    public DoubleDataFrameColumn Multiply(double value, bool inPlace = false) => (DoubleDataFrameColumn)base.Multiply(value, inPlace);

    public DoubleDataFrameColumn ReverseMultiply(double value, bool inPlace = false) => (DoubleDataFrameColumn)base.ReverseMultiply(value, inPlace);

    public static DoubleDataFrameColumn operator *(DoubleDataFrameColumn left, DoubleDataFrameColumn right) => Given(left).Multiply(right);

    public static DoubleDataFrameColumn operator *(DoubleDataFrameColumn left, double right) => Given(left).Multiply(right);

    public static DoubleDataFrameColumn operator *(double left, DoubleDataFrameColumn right) => Given(right).ReverseMultiply(left);

    public DoubleDataFrameColumn Divide(DoubleDataFrameColumn column, bool inPlace = false) => (DoubleDataFrameColumn)base.Divide(column, inPlace);

    public DoubleDataFrameColumn Divide(double value, bool inPlace = false) => (DoubleDataFrameColumn)base.Divide(value, inPlace);

    public DoubleDataFrameColumn ReverseDivide(double value, bool inPlace = false) => (DoubleDataFrameColumn)base.ReverseDivide(value, inPlace);

    public static DoubleDataFrameColumn operator /(DoubleDataFrameColumn left, DoubleDataFrameColumn right) => Given(left).Divide(right);

    public static DoubleDataFrameColumn operator /(DoubleDataFrameColumn left, double right) => Given(left).Divide(right);

    public static DoubleDataFrameColumn operator /(double left, DoubleDataFrameColumn right) => Given(right).ReverseDivide(left);

    public DoubleDataFrameColumn Modulo(DoubleDataFrameColumn column, bool inPlace = false) => (DoubleDataFrameColumn)base.Modulo(column, inPlace);

    public DoubleDataFrameColumn Modulo(double value, bool inPlace = false) => (DoubleDataFrameColumn)base.Modulo(value, inPlace);

    public DoubleDataFrameColumn ReverseModulo(double value, bool inPlace = false) => (DoubleDataFrameColumn)base.ReverseModulo(value, inPlace);

    public static DoubleDataFrameColumn operator %(DoubleDataFrameColumn left, DoubleDataFrameColumn right) => Given(left).Modulo(right);

    public static DoubleDataFrameColumn operator %(DoubleDataFrameColumn left, double right) => Given(left).Modulo(right);

    public static DoubleDataFrameColumn operator %(double left, DoubleDataFrameColumn right) => Given(right).ReverseModulo(left);

    public BooleanDataFrameColumn ElementwiseEquals(DoubleDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseEquals(column);

    public BooleanDataFrameColumn ElementwiseEquals(double value) => (BooleanDataFrameColumn)base.ElementwiseEquals(value);

    public BooleanDataFrameColumn ElementwiseNotEquals(DoubleDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseNotEquals(column);

    public BooleanDataFrameColumn ElementwiseNotEquals(double value) => (BooleanDataFrameColumn)base.ElementwiseNotEquals(value);

    public BooleanDataFrameColumn ElementwiseGreaterThan(DoubleDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseGreaterThan(column);

    public BooleanDataFrameColumn ElementwiseGreaterThan(double value) => (BooleanDataFrameColumn)base.ElementwiseGreaterThan(value);

    public BooleanDataFrameColumn ElementwiseGreaterThanOrEqual(DoubleDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseGreaterThanOrEqual(column);

    public BooleanDataFrameColumn ElementwiseGreaterThanOrEqual(double value) => (BooleanDataFrameColumn)base.ElementwiseGreaterThanOrEqual(value);

    public BooleanDataFrameColumn ElementwiseLessThan(DoubleDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseLessThan(column);

    public BooleanDataFrameColumn ElementwiseLessThan(double value) => (BooleanDataFrameColumn)base.ElementwiseLessThan(value);

    public BooleanDataFrameColumn ElementwiseLessThanOrEqual(DoubleDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseLessThanOrEqual(column);

    public BooleanDataFrameColumn ElementwiseLessThanOrEqual(double value) => (BooleanDataFrameColumn)base.ElementwiseLessThanOrEqual(value);
}
