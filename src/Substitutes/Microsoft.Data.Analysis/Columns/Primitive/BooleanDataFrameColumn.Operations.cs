namespace Microsoft.Data.Analysis;

// What the base class does, with the types that operands of this one give.
public partial class BooleanDataFrameColumn
{
    public BooleanDataFrameColumn And(BooleanDataFrameColumn column, bool inPlace = false) => (BooleanDataFrameColumn)base.And(column, inPlace);

    public new BooleanDataFrameColumn And(bool value, bool inPlace = false) => (BooleanDataFrameColumn)base.And(value, inPlace);

    public static BooleanDataFrameColumn operator &(BooleanDataFrameColumn left, BooleanDataFrameColumn right) => Given(left).And(right);

    public static BooleanDataFrameColumn operator &(BooleanDataFrameColumn left, bool right) => Given(left).And(right);

    public BooleanDataFrameColumn Or(BooleanDataFrameColumn column, bool inPlace = false) => (BooleanDataFrameColumn)base.Or(column, inPlace);

    public new BooleanDataFrameColumn Or(bool value, bool inPlace = false) => (BooleanDataFrameColumn)base.Or(value, inPlace);

    public static BooleanDataFrameColumn operator |(BooleanDataFrameColumn left, BooleanDataFrameColumn right) => Given(left).Or(right);

    public static BooleanDataFrameColumn operator |(BooleanDataFrameColumn left, bool right) => Given(left).Or(right);

    public BooleanDataFrameColumn Xor(BooleanDataFrameColumn column, bool inPlace = false) => (BooleanDataFrameColumn)base.Xor(column, inPlace);

    public new BooleanDataFrameColumn Xor(bool value, bool inPlace = false) => (BooleanDataFrameColumn)base.Xor(value, inPlace);

    public static BooleanDataFrameColumn operator ^(BooleanDataFrameColumn left, BooleanDataFrameColumn right) => Given(left).Xor(right);

    public static BooleanDataFrameColumn operator ^(BooleanDataFrameColumn left, bool right) => Given(left).Xor(right);

    public BooleanDataFrameColumn ElementwiseEquals(BooleanDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseEquals(column);

    public BooleanDataFrameColumn ElementwiseEquals(bool value) => (BooleanDataFrameColumn)base.ElementwiseEquals(value);

    public BooleanDataFrameColumn ElementwiseNotEquals(BooleanDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseNotEquals(column);

    public BooleanDataFrameColumn ElementwiseNotEquals(bool value) => (BooleanDataFrameColumn)base.ElementwiseNotEquals(value);

    public BooleanDataFrameColumn ElementwiseGreaterThan(BooleanDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseGreaterThan(column);

    public BooleanDataFrameColumn ElementwiseGreaterThan(bool value) => (BooleanDataFrameColumn)base.ElementwiseGreaterThan(value);

    public BooleanDataFrameColumn ElementwiseGreaterThanOrEqual(BooleanDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseGreaterThanOrEqual(column);

    public BooleanDataFrameColumn ElementwiseGreaterThanOrEqual(bool value) => (BooleanDataFrameColumn)base.ElementwiseGreaterThanOrEqual(value);

    public BooleanDataFrameColumn ElementwiseLessThan(BooleanDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseLessThan(column);

    public BooleanDataFrameColumn ElementwiseLessThan(bool value) => (BooleanDataFrameColumn)base.ElementwiseLessThan(value);

    public BooleanDataFrameColumn ElementwiseLessThanOrEqual(BooleanDataFrameColumn column) => (BooleanDataFrameColumn)base.ElementwiseLessThanOrEqual(column);

    public BooleanDataFrameColumn ElementwiseLessThanOrEqual(bool value) => (BooleanDataFrameColumn)base.ElementwiseLessThanOrEqual(value);
}
