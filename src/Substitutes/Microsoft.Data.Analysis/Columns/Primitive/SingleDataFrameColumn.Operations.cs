namespace Microsoft.Data.Analysis;

// What the base class does, with the types that operands of this one give.
public partial class SingleDataFrameColumn
{
    public SingleDataFrameColumn Add(SingleDataFrameColumn column, bool inPlace = false) => (SingleDataFrameColumn)base.Add(column, inPlace);

    public SingleDataFrameColumn Add(float value, bool inPlace = false) => (SingleDataFrameColumn)base.Add(value, inPlace);

    public SingleDataFrameColumn ReverseAdd(float value, bool inPlace = false) => (SingleDataFrameColumn)base.ReverseAdd(value, inPlace);

    public static SingleDataFrameColumn operator +(SingleDataFrameColumn left, SingleDataFrameColumn right) => Given(left).Add(right);

    public static SingleDataFrameColumn operator +(SingleDataFrameColumn left, float right) => Given(left).Add(right);

    public static SingleDataFrameColumn operator +(float left, SingleDataFrameColumn right) => Given(right).ReverseAdd(left);

    public SingleDataFrameColumn Subtract(SingleDataFrameColumn column, bool inPlace = false) => (SingleDataFrameColumn)base.Subtract(column, inPlace);

    public SingleDataFrameColumn Subtract(float value, bool inPlace = false) => (SingleDataFrameColumn)base.Subtract(value, inPlace);

    public SingleDataFrameColumn ReverseSubtract(float value, bool inPlace = false) => (SingleDataFrameColumn)base.ReverseSubtract(value, inPlace);

    public static SingleDataFrameColumn operator -(SingleDataFrameColumn left, SingleDataFrameColumn right) => Given(left).Subtract(right);

    public static SingleDataFrameColumn operator -(SingleDataFrameColumn left, float right) => Given(left).Subtract(right);

    public static SingleDataFrameColumn operator -(float left, SingleDataFrameColumn right) => Given(right).ReverseSubtract(left);

    public SingleDataFrameColumn Multiply(SingleDataFrameColumn column, bool inPlace = false) => (SingleDataFrameColumn)base.Multiply(column, inPlace);

    public SingleDataFrameColumn Multiply(float value, bool inPlace = false) => (SingleDataFrameColumn)base.Multiply(value, inPlace);

    public SingleDataFrameColumn ReverseMultiply(float value, bool inPlace = false) => (SingleDataFrameColumn)base.ReverseMultiply(value, inPlace);

    public static SingleDataFrameColumn operator *(SingleDataFrameColumn left, SingleDataFrameColumn right) => Given(left).Multiply(right);

    public static SingleDataFrameColumn operator *(SingleDataFrameColumn left, float right) => Given(left).Multiply(right);

    public static SingleDataFrameColumn operator *(float left, SingleDataFrameColumn right) => Given(right).ReverseMultiply(left);

    public SingleDataFrameColumn Divide(SingleDataFrameColumn column, bool inPlace = false) => (SingleDataFrameColumn)base.Divide(column, inPlace);

    public SingleDataFrameColumn Divide(float value, bool inPlace = false) => (SingleDataFrameColumn)base.Divide(value, inPlace);

    public SingleDataFrameColumn ReverseDivide(float value, bool inPlace = false) => (SingleDataFrameColumn)base.ReverseDivide(value, inPlace);

    public static SingleDataFrameColumn operator /(SingleDataFrameColumn left, SingleDataFrameColumn right) => Given(left).Divide(right);

    public static SingleDataFrameColumn operator /(SingleDataFrameColumn left, float right) => Given(left).Divide(right);

    public static SingleDataFrameColumn operator /(float left, SingleDataFrameColumn right) => Given(right).ReverseDivide(left);

    public SingleDataFrameColumn Modulo(SingleDataFrameColumn column, bool inPlace = false) => (SingleDataFrameColumn)base.Modulo(column, inPlace);

    public SingleDataFrameColumn Modulo(float value, bool inPlace = false) => (SingleDataFrameColumn)base.Modulo(value, inPlace);

    public SingleDataFrameColumn ReverseModulo(float value, bool inPlace = false) => (SingleDataFrameColumn)base.ReverseModulo(value, inPlace);

    public static SingleDataFrameColumn operator %(SingleDataFrameColumn left, SingleDataFrameColumn right) => Given(left).Modulo(right);

    public static SingleDataFrameColumn operator %(SingleDataFrameColumn left, float right) => Given(left).Modulo(right);

    public static SingleDataFrameColumn operator %(float left, SingleDataFrameColumn right) => Given(right).ReverseModulo(left);

    public BooleanDataFrameColumn ElementwiseEquals(SingleDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseEquals(column);

    public BooleanDataFrameColumn ElementwiseEquals(float value) => (BooleanDataFrameColumn)base.ElementwiseEquals(value);

    public BooleanDataFrameColumn ElementwiseNotEquals(SingleDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseNotEquals(column);

    public BooleanDataFrameColumn ElementwiseNotEquals(float value) => (BooleanDataFrameColumn)base.ElementwiseNotEquals(value);

    public BooleanDataFrameColumn ElementwiseGreaterThan(SingleDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseGreaterThan(column);

    public BooleanDataFrameColumn ElementwiseGreaterThan(float value) => (BooleanDataFrameColumn)base.ElementwiseGreaterThan(value);

    public BooleanDataFrameColumn ElementwiseGreaterThanOrEqual(SingleDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseGreaterThanOrEqual(column);

    public BooleanDataFrameColumn ElementwiseGreaterThanOrEqual(float value) => (BooleanDataFrameColumn)base.ElementwiseGreaterThanOrEqual(value);

    public BooleanDataFrameColumn ElementwiseLessThan(SingleDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseLessThan(column);

    public BooleanDataFrameColumn ElementwiseLessThan(float value) => (BooleanDataFrameColumn)base.ElementwiseLessThan(value);

    public BooleanDataFrameColumn ElementwiseLessThanOrEqual(SingleDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseLessThanOrEqual(column);

    public BooleanDataFrameColumn ElementwiseLessThanOrEqual(float value) => (BooleanDataFrameColumn)base.ElementwiseLessThanOrEqual(value);
}
