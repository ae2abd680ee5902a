using System.Numerics;

namespace Microsoft.Data.Analysis;

/// <summary>The arithmetic of a number type.</summary>
internal sealed class NumberMath<T> : ColumnMath<T>
    where T : unmanaged, INumber<T>
{
    public override T One => T.One;

    public override T Add(T a, T b) => unchecked(a + b);

    public override T Subtract(T a, T b) => unchecked(a - b);

    public override T Multiply(T a, T b) => unchecked(a * b);

    public override T Divide(T a, T b) => a / b;

    public override T Modulo(T a, T b) => a % b;

    public override T Abs(T value) => T.Abs(value);

    public override T Round(T value) => value switch
    {
        float number => (T)(object)MathF.Round(number),
        double number => (T)(object)Math.Round(number),
        decimal number => (T)(object)Math.Round(number),
        _ => value,
    };

    public override double ToDouble(T value) => double.CreateChecked(value);
}
