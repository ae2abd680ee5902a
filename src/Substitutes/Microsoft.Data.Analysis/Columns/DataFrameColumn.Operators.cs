namespace Microsoft.Data.Analysis;

// Each is the method of its name: with a value on the left, the Reverse one.
public abstract partial class DataFrameColumn
{
    public static DataFrameColumn operator +(DataFrameColumn left, DataFrameColumn right) => Given(left).Add(right);

    public static DataFrameColumn operator +(DataFrameColumn column, byte value) => Given(column).Add(value);

    public static DataFrameColumn operator +(byte value, DataFrameColumn column) => Given(column).ReverseAdd(value);

    public static DataFrameColumn operator +(DataFrameColumn column, decimal value) => Given(column).Add(value);

    public static DataFrameColumn operator +(decimal value, DataFrameColumn column) => Given(column).ReverseAdd(value);

    public static DataFrameColumn operator +(DataFrameColumn column, double value) => Given(column).Add(value);

    public static DataFrameColumn operator +(double value, DataFrameColumn column) => Given(column).ReverseAdd(value);

    public static DataFrameColumn operator +(DataFrameColumn column, float value) => Given(column).Add(value);

    public static DataFrameColumn operator +(float value, DataFrameColumn column) => Given(column).ReverseAdd(value);

    public static DataFrameColumn operator +(DataFrameColumn column, int value) => Given(column).Add(value);

    public static DataFrameColumn operator +(int value, DataFrameColumn column) => Given(column).ReverseAdd(value);

    public static DataFrameColumn operator +(DataFrameColumn column, long value) => Given(column).Add(value);

    public static DataFrameColumn operator +(long value, DataFrameColumn column) => Given(column).ReverseAdd(value);

    public static DataFrameColumn operator +(DataFrameColumn column, sbyte value) => Given(column).Add(value);

    public static DataFrameColumn operator +(sbyte value, DataFrameColumn column) => Given(column).ReverseAdd(value);

    public static DataFrameColumn operator +(DataFrameColumn column, short value) => Given(column).Add(value);

    public static DataFrameColumn operator +(short value, DataFrameColumn column) => Given(column).ReverseAdd(value);

    public static DataFrameColumn operator +(DataFrameColumn column, uint value) => Given(column).Add(value);

    public static DataFrameColumn operator +(uint value, DataFrameColumn column) => Given(column).ReverseAdd(value);

    public static DataFrameColumn operator +(DataFrameColumn column, ulong value) => Given(column).Add(value);

    public static DataFrameColumn operator +(ulong value, DataFrameColumn column) => Given(column).ReverseAdd(value);

    public static DataFrameColumn operator +(DataFrameColumn column, ushort value) => Given(column).Add(value);

    public static DataFrameColumn operator +(ushort value, DataFrameColumn column) => Given(column).ReverseAdd(value);

    public static DataFrameColumn operator -(DataFrameColumn left, DataFrameColumn right) => Given(left).Subtract(right);

    public static DataFrameColumn operator -(DataFrameColumn column, byte value) => Given(column).Subtract(value);

    public static DataFrameColumn operator -(byte value, DataFrameColumn column) => Given(column).ReverseSubtract(value);

    public static DataFrameColumn operator -(DataFrameColumn column, decimal value) => Given(column).Subtract(value);

    public static DataFrameColumn operator -(decimal value, DataFrameColumn column) => Given(column).ReverseSubtract(value);

    public static DataFrameColumn operator -(DataFrameColumn column, double value) => Given(column).Subtract(value);

    public static DataFrameColumn operator -(double value, DataFrameColumn column) => Given(column).ReverseSubtract(value);

    public static DataFrameColumn operator -(DataFrameColumn column, float value) => Given(column).Subtract(value);

    public static DataFrameColumn operator -(float value, DataFrameColumn column) => Given(column).ReverseSubtract(value);

    public static DataFrameColumn operator -(DataFrameColumn column, int value) => Given(column).Subtract(value);

    public static DataFrameColumn operator -(int value, DataFrameColumn column) => Given(column).ReverseSubtract(value);

    public static DataFrameColumn operator -(DataFrameColumn column, long value) => Given(column).Subtract(value);

    public static DataFrameColumn operator -(long value, DataFrameColumn column) => Given(column).ReverseSubtract(value);

    public static DataFrameColumn operator -(DataFrameColumn column, sbyte value) => Given(column).Subtract(value);

    public static DataFrameColumn operator -(sbyte value, DataFrameColumn column) => Given(column).ReverseSubtract(value);

    public static DataFrameColumn operator -(DataFrameColumn column, short value) => Given(column).Subtract(value);

    public static DataFrameColumn operator -(short value, DataFrameColumn column) => Given(column).ReverseSubtract(value);

    public static DataFrameColumn operator -(DataFrameColumn column, uint value) => Given(column).Subtract(value);

    public static DataFrameColumn operator -(uint value, DataFrameColumn column) => Given(column).ReverseSubtract(value);

    public static DataFrameColumn operator -(DataFrameColumn column, ulong value) => Given(column).Subtract(value);

    public static DataFrameColumn operator -(ulong value, DataFrameColumn column) => Given(column).ReverseSubtract(value);

    public static DataFrameColumn operator -(DataFrameColumn column, ushort value) => Given(column).Subtract(value);

    public static DataFrameColumn operator -(ushort value, DataFrameColumn column) => Given(column).ReverseSubtract(value);

    public static DataFrameColumn operator *(DataFrameColumn left, DataFrameColumn right) => Given(left).Multiply(right);

    public static DataFrameColumn operator *(DataFrameColumn column, byte value) => Given(column).Multiply(value);

    public static DataFrameColumn operator *(byte value, DataFrameColumn column) => Given(column).ReverseMultiply(value);

    public static DataFrameColumn operator *(DataFrameColumn column, decimal value) => Given(column).Multiply(value);

    public static DataFrameColumn operator *(decimal value, DataFrameColumn column) => Given(column).ReverseMultiply(value);

    public static DataFrameColumn operator *(DataFrameColumn column, double value) => Given(column).Multiply(value);

    public static DataFrameColumn operator *(double value, DataFrameColumn column) => Given(column).ReverseMultiply(value);

    public static DataFrameColumn operator *(DataFrameColumn column, float value) => Given(column).Multiply(value);

    public static DataFrameColumn operator *(float value, DataFrameColumn column) => Given(column).ReverseMultiply(value);

    public static DataFrameColumn operator *(DataFrameColumn column, int value) => Given(column).Multiply(value);

    public static DataFrameColumn operator *(int value, DataFrameColumn column) => Given(column).ReverseMultiply(value);

    public static DataFrameColumn operator *(DataFrameColumn column, long value) => Given(column).Multiply(value);

    public static DataFrameColumn operator *(long value, DataFrameColumn column) => Given(column).ReverseMultiply(value);

    public static DataFrameColumn operator *(DataFrameColumn column, sbyte value) => Given(column).Multiply(value);

    public static DataFrameColumn operator *(sbyte value, DataFrameColumn column) => Given(column).ReverseMultiply(value);

    public static DataFrameColumn operator *(DataFrameColumn column, short value) => Given(column).Multiply(value);

    public static DataFrameColumn operator *(short value, DataFrameColumn column) => Given(column).ReverseMultiply(value);

    public static DataFrameColumn operator *(DataFrameColumn column, uint value) => Given(column).Multiply(value);

    public static DataFrameColumn operator *(uint value, DataFrameColumn column) => Given(column).ReverseMultiply(value);

    public static DataFrameColumn operator *(DataFrameColumn column, ulong value) => Given(column).Multiply(value);

    public static DataFrameColumn operator *(ulong value, DataFrameColumn column) => Given(column).ReverseMultiply(value);

    public static DataFrameColumn operator *(DataFrameColumn column, ushort value) => Given(column).Multiply(value);

    public static DataFrameColumn operator *(ushort value, DataFrameColumn column) => Given(column).ReverseMultiply(value);

    public static DataFrameColumn operator /(DataFrameColumn left, DataFrameColumn right) => Given(left).Divide(right);

    public static DataFrameColumn operator /(DataFrameColumn column, byte value) => Given(column).Divide(value);

    public static DataFrameColumn operator /(byte value, DataFrameColumn column) => Given(column).ReverseDivide(value);

    public static DataFrameColumn operator /(DataFrameColumn column, decimal value) => Given(column).Divide(value);

    public static DataFrameColumn operator /(decimal value, DataFrameColumn column) => Given(column).ReverseDivide(value);

    public static DataFrameColumn operator /(DataFrameColumn column, double value) => Given(column).Divide(value);

    public static DataFrameColumn operator /(double value, DataFrameColumn column) => Given(column).ReverseDivide(value);

    public static DataFrameColumn operator /(DataFrameColumn column, float value) => Given(column).Divide(value);

    public static DataFrameColumn operator /(float value, DataFrameColumn column) => Given(column).ReverseDivide(value);

    public static DataFrameColumn operator /(DataFrameColumn column, int value) => Given(column).Divide(value);

    public static DataFrameColumn operator /(int value, DataFrameColumn column) => Given(column).ReverseDivide(value);

    public static DataFrameColumn operator /(DataFrameColumn column, long value) => Given(column).Divide(value);

    public static DataFrameColumn operator /(long value, DataFrameColumn column) => Given(column).ReverseDivide(value);

    public static DataFrameColumn operator /(DataFrameColumn column, sbyte value) => Given(column).Divide(value);

    public static DataFrameColumn operator /(sbyte value, DataFrameColumn column) => Given(column).ReverseDivide(value);

    public static DataFrameColumn operator /(DataFrameColumn column, short value) => Given(column).Divide(value);

    public static DataFrameColumn operator /(short value, DataFrameColumn column) => Given(column).ReverseDivide(value);

    public static DataFrameColumn operator /(DataFrameColumn column, uint value) => Given(column).Divide(value);

    public static DataFrameColumn operator /(uint value, DataFrameColumn column) => Given(column).ReverseDivide(value);

    public static DataFrameColumn operator /(DataFrameColumn column, ulong value) => Given(column).Divide(value);

    public static DataFrameColumn operator /(ulong value, DataFrameColumn column) => Given(column).ReverseDivide(value);

    public static DataFrameColumn operator /(DataFrameColumn column, ushort value) => Given(column).Divide(value);

    public static DataFrameColumn operator /(ushort value, DataFrameColumn column) => Given(column).ReverseDivide(value);

    public static DataFrameColumn operator %(DataFrameColumn left, DataFrameColumn right) => Given(left).Modulo(right);

    public static DataFrameColumn operator %(DataFrameColumn column, byte value) => Given(column).Modulo(value);

    public static DataFrameColumn operator %(byte value, DataFrameColumn column) => Given(column).ReverseModulo(value);

    public static DataFrameColumn operator %(DataFrameColumn column, decimal value) => Given(column).Modulo(value);

    public static DataFrameColumn operator %(decimal value, DataFrameColumn column) => Given(column).ReverseModulo(value);

    public static DataFrameColumn operator %(DataFrameColumn column, double value) => Given(column).Modulo(value);

    public static DataFrameColumn operator %(double value, DataFrameColumn column) => Given(column).ReverseModulo(value);

    public static DataFrameColumn operator %(DataFrameColumn column, float value) => Given(column).Modulo(value);

    public static DataFrameColumn operator %(float value, DataFrameColumn column) => Given(column).ReverseModulo(value);

    public static DataFrameColumn operator %(DataFrameColumn column, int value) => Given(column).Modulo(value);

    public static DataFrameColumn operator %(int value, DataFrameColumn column) => Given(column).ReverseModulo(value);

    public static DataFrameColumn operator %(DataFrameColumn column, long value) => Given(column).Modulo(value);

    public static DataFrameColumn operator %(long value, DataFrameColumn column) => Given(column).ReverseModulo(value);

    public static DataFrameColumn operator %(DataFrameColumn column, sbyte value) => Given(column).Modulo(value);

    public static DataFrameColumn operator %(sbyte value, DataFrameColumn column) => Given(column).ReverseModulo(value);

    public static DataFrameColumn operator %(DataFrameColumn column, short value) => Given(column).Modulo(value);

    public static DataFrameColumn operator %(short value, DataFrameColumn column) => Given(column).ReverseModulo(value);

    public static DataFrameColumn operator %(DataFrameColumn column, uint value) => Given(column).Modulo(value);

    public static DataFrameColumn operator %(uint value, DataFrameColumn column) => Given(column).ReverseModulo(value);

    public static DataFrameColumn operator %(DataFrameColumn column, ulong value) => Given(column).Modulo(value);

    public static DataFrameColumn operator %(ulong value, DataFrameColumn column) => Given(column).ReverseModulo(value);

    public static DataFrameColumn operator %(DataFrameColumn column, ushort value) => Given(column).Modulo(value);

    public static DataFrameColumn operator %(ushort value, DataFrameColumn column) => Given(column).ReverseModulo(value);

    public static DataFrameColumn operator &(DataFrameColumn left, DataFrameColumn right) => Given(left).And(right);

    public static DataFrameColumn operator &(DataFrameColumn column, bool value) => Given(column).And(value);

    public static DataFrameColumn operator &(bool value, DataFrameColumn column) => Given(column).ReverseAnd(value);

    public static DataFrameColumn operator |(DataFrameColumn left, DataFrameColumn right) => Given(left).Or(right);

    public static DataFrameColumn operator |(DataFrameColumn column, bool value) => Given(column).Or(value);

    public static DataFrameColumn operator |(bool value, DataFrameColumn column) => Given(column).ReverseOr(value);

    public static DataFrameColumn operator ^(DataFrameColumn left, DataFrameColumn right) => Given(left).Xor(right);

    public static DataFrameColumn operator ^(DataFrameColumn column, bool value) => Given(column).Xor(value);

    public static DataFrameColumn operator ^(bool value, DataFrameColumn column) => Given(column).ReverseXor(value);

    private protected static TColumn Given<TColumn>(TColumn column)
        where TColumn : DataFrameColumn => column ?? throw new ArgumentNullException(nameof(column));
}
