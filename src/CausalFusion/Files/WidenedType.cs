using System.Buffers.Binary;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>An element type that files have and TorchSharp has not: its numbers are read as float32.</summary>
/// <remarks>
/// The floating-point numbers of 8 bits and the integers up to 65,535 become exactly what they were; larger integers are rounded to 24 bits.
/// </remarks>
internal sealed class WidenedType
{
    private const int ChunkElements = 1 << 18;

    private readonly Action<ReadOnlySpan<byte>, Span<float>> _widen;

    private WidenedType(string name, int size, ScalarType carrier, Action<ReadOnlySpan<byte>, Span<float>> widen)
    {
        (Name, Size, Carrier) = (name, size, carrier);
        _widen = widen;
    }

    /// <summary>Sign, 4 bits of exponent, 3 of mantissa; no infinities (<c>float8_e4m3fn</c>).</summary>
    public static WidenedType Float8E4M3 { get; } = ByTable("F8_E4M3", bits => (bits & 0x7F, (bits >> 3) & 15, bits & 7) switch
    {
        (0x7F, _, _) => float.NaN,
        (_, 0, int mantissa) => mantissa * (1f / 512),
        (_, int exponent, int mantissa) => MathF.ScaleB(1 + (mantissa / 8f), exponent - 7),
    });

    /// <summary>Sign, 5 bits of exponent, 2 of mantissa: the upper half of a float16.</summary>
    public static WidenedType Float8E5M2 { get; } =
        ByTable("F8_E5M2", bits => (float)BitConverter.UInt16BitsToHalf((ushort)((bits & 0x7F) << 8)));

    public static WidenedType UInt16 { get; } = new("U16", sizeof(ushort), ScalarType.Int16, (bytes, values) =>
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * sizeof(ushort))..]);
        }
    });

    public static WidenedType UInt32 { get; } = new("U32", sizeof(uint), ScalarType.Int32, (bytes, values) =>
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * sizeof(uint))..]);
        }
    });

    public static WidenedType UInt64 { get; } = new("U64", sizeof(ulong), ScalarType.Int64, (bytes, values) =>
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * sizeof(ulong))..]);
        }
    });

    /// <summary>What safetensors calls it.</summary>
    public string Name { get; }

    /// <summary>Bytes per element.</summary>
    public int Size { get; }

    /// <summary>A type of this size that TorchSharp has, in which its bytes are carried.</summary>
    public ScalarType Carrier { get; }

    /// <summary>Turns what was read into numbers.</summary>
    /// <param name="carrier">The bytes as they were in the file, a contiguous CPU tensor of the type <see cref="Carrier"/>.</param>
    /// <param name="destination">A contiguous CPU tensor of float32 with as many elements.</param>
    public void Widen(Tensor carrier, Tensor destination)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor source = carrier.detach().view(-1), target = destination.detach().view(-1);
        for (long start = 0; start < source.NumberOfElements; start += ChunkElements)
        {
            long count = Math.Min(ChunkElements, source.NumberOfElements - start);
            _widen(source.narrow(0, start, count).bytes, MemoryMarshal.Cast<byte, float>(target.narrow(0, start, count).bytes));
        }
    }

    private static WidenedType ByTable(string name, Func<int, float> magnitude)
    {
        float[] table = [.. Enumerable.Range(0, 256).Select(bits => (bits & 0x80) == 0 ? magnitude(bits) : -magnitude(bits))];
        return new WidenedType(name, 1, ScalarType.Byte, (bytes, values) =>
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = table[bytes[i]];
            }
        });
    }
}
