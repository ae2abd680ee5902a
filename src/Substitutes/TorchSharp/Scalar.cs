using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number with its element type, for operators that take numbers.</summary>
public sealed class Scalar : IDisposable
{
    private readonly long bits;
    private readonly double imaginary;

    private Scalar(ScalarType type, long bits, double imaginary = 0)
    {
        Type = type;
        this.bits = bits;
        this.imaginary = imaginary;
    }

    private Scalar(ScalarType type, double value, double imaginary = 0)
        : this(type, BitConverter.DoubleToInt64Bits(value), imaginary)
    {
    }

    public ScalarType Type { get; }

    internal bool IsIntegral => is_integral(Type);

    internal bool IsComplex => is_complex(Type);

    /// <summary>The value as an integer; floating values are truncated.</summary>
    internal long Integer => IsIntegral ? bits : (long)BitConverter.Int64BitsToDouble(bits);

    internal double Real => IsIntegral ? bits : BitConverter.Int64BitsToDouble(bits);

    internal double Imaginary => imaginary;

    public static implicit operator Scalar(byte value) => new(ScalarType.Byte, (long)value);

    public static implicit operator Scalar(sbyte value) => new(ScalarType.Int8, (long)value);

    public static implicit operator Scalar(short value) => new(ScalarType.Int16, (long)value);

    public static implicit operator Scalar(int value) => new(ScalarType.Int32, (long)value);

    public static implicit operator Scalar(long value) => new(ScalarType.Int64, value);

    public static implicit operator Scalar(Half value) => new(ScalarType.Float16, (double)value);

    public static implicit operator Scalar(float value) => new(ScalarType.Float32, (double)value);

    public static implicit operator Scalar(double value) => new(ScalarType.Float64, value);

    public static implicit operator Scalar(bool value) => new(ScalarType.Bool, value ? 1L : 0L);

    public static implicit operator Scalar((float, float) value) => new(ScalarType.ComplexFloat32, value.Item1, value.Item2);

    public static implicit operator Scalar(Complex value) => new(ScalarType.ComplexFloat64, value.Real, value.Imaginary);

    internal static Scalar BFloat16(float value) => new(ScalarType.BFloat16, (double)value);

    public void Dispose()
    {
    }

    public override string ToString() => IsComplex ? new Complex(Real, Imaginary).ToString() : IsIntegral ? Integer.ToString() : Real.ToString();
}
