namespace Microsoft.Data.Analysis;

// Row by row. Operands of one type give that type, others decimal where one is decimal, and double otherwise. A null gives a null.
// What is called Reverse has the column as its second operand.
public abstract partial class DataFrameColumn
{
    public virtual DataFrameColumn Add(DataFrameColumn column, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn Add<T>(T value, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn Subtract(DataFrameColumn column, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn Subtract<T>(T value, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn Multiply(DataFrameColumn column, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn Multiply<T>(T value, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn Divide(DataFrameColumn column, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn Divide<T>(T value, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn Modulo(DataFrameColumn column, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn Modulo<T>(T value, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn ReverseAdd<T>(T value, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn ReverseSubtract<T>(T value, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn ReverseMultiply<T>(T value, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn ReverseDivide<T>(T value, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn ReverseModulo<T>(T value, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn And(DataFrameColumn column, bool inPlace = false) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> And(bool value, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn Or(DataFrameColumn column, bool inPlace = false) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> Or(bool value, bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn Xor(DataFrameColumn column, bool inPlace = false) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> Xor(bool value, bool inPlace = false) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ReverseAnd(bool value, bool inPlace = false) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ReverseOr(bool value, bool inPlace = false) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ReverseXor(bool value, bool inPlace = false) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ElementwiseEquals(DataFrameColumn column) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ElementwiseEquals<T>(T value) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ElementwiseNotEquals(DataFrameColumn column) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ElementwiseNotEquals<T>(T value) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan(DataFrameColumn column) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan<T>(T value) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual(DataFrameColumn column) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual<T>(T value) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ElementwiseLessThan(DataFrameColumn column) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ElementwiseLessThan<T>(T value) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual(DataFrameColumn column) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual<T>(T value) => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ElementwiseIsNull() => throw NotSupported();

    public virtual PrimitiveDataFrameColumn<bool> ElementwiseIsNotNull() => throw NotSupported();
}
