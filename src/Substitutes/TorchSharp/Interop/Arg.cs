using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Interop;

/// <summary>An argument of an operator, before it is laid out for the native side. Keeps what it stands for alive.</summary>
internal readonly struct Arg
{
    internal readonly object? Owner;
    internal readonly long Bits;
    internal readonly int Count;
    internal readonly Tag Tag;

    private Arg(Tag tag, long bits, object? owner = null, int count = 0)
    {
        Tag = tag;
        Bits = bits;
        Owner = owner;
        Count = count;
    }

    public static Arg None => default;

    /// <summary>How many 8-byte cells the list behind this argument needs while the call lasts.</summary>
    internal int Cells => Tag switch
    {
        Tag.IntList => Count < 0 ? 1 : Owner is null ? 0 : Count,
        Tag.TensorList or Tag.OptionalTensorList => Count,
        Tag.Complex => 2,
        Tag.String => Owner is null ? 0 : (Count + sizeof(long) - 1) / sizeof(long),
        _ => 0,
    };

    /// <summary>A list of one number.</summary>
    public static Arg List(long value) => new(Tag.IntList, value, null, -1);

    /// <summary>A list at an address that the caller keeps fixed.</summary>
    public static unsafe Arg List(long* values, int count) => new(Tag.IntList, (long)values, null, count);

    public static unsafe Arg List(double* values, int count) => new(Tag.DoubleList, (long)values, null, count);

    /// <summary>A literal, whose bytes lie in the assembly's own image and never move.</summary>
    public static unsafe Arg Text(ReadOnlySpan<byte> literal) =>
        new(Tag.String, (long)Unsafe.AsPointer(ref MemoryMarshal.GetReference(literal)), null, literal.Length);

    public static Arg Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new(Tag.String, 0, bytes, bytes.Length);
    }

    public static Arg List(IReadOnlyList<torch.Tensor> tensors) => new(Tag.TensorList, 0, tensors, tensors.Count);

    /// <summary>A list in which null stands for no tensor.</summary>
    public static Arg OptionalList(IReadOnlyList<torch.Tensor?> tensors) => new(Tag.OptionalTensorList, 0, tensors, tensors.Count);

    public static implicit operator Arg(torch.Tensor? tensor) => tensor is null ? default : new(Tag.Tensor, tensor.Handle, tensor);

    /// <summary>A copy is made when the call is laid out; null is no list.</summary>
    public static implicit operator Arg(long[]? values) => values is null ? default : new(Tag.IntList, 0, values, values.Length);

    public static implicit operator Arg(long value) => new(Tag.Int, value);

    public static implicit operator Arg(long? value) => value is { } given ? given : default(Arg);

    public static implicit operator Arg(int? value) => value is { } given ? (long)given : default(Arg);

    public static implicit operator Arg(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Arg(double? value) => value is { } given ? given : default(Arg);

    public static implicit operator Arg(bool value) => new(Tag.Bool, value ? 1 : 0);

    public static implicit operator Arg(bool? value) => value is { } given ? given : default(Arg);

    public static implicit operator Arg(torch.ScalarType value) => new(Tag.Int, (long)value);

    public static implicit operator Arg(torch.ScalarType? value) => value is { } given ? given : default(Arg);

    public static implicit operator Arg(torch.Generator? generator) => generator is null ? default : new(Tag.Generator, generator.Handle, generator);

    public static implicit operator Arg(torch.Device? device) =>
        device is null ? default : new(Tag.Device, (uint)device.type | ((long)device.index << 32));

    public static implicit operator Arg(Scalar? scalar) => scalar switch
    {
        null => default,
        { IsComplex: true } => new(Tag.Complex, 0, scalar),
        { Type: torch.ScalarType.Bool } => scalar.Integer != 0,
        { IsIntegral: true } => scalar.Integer,
        _ => scalar.Real,
    };
}
