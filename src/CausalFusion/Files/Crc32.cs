using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CausalFusion.Files;

/// <summary>The checksum that zip archives keep of each file (CRC-32 of IEEE 802.3), of bytes that come piece by piece.</summary>
/// <remarks>By carry-less multiplication where the processor has it, as fast as memory is read; by tables, eight bytes at a time, elsewhere.</remarks>
internal sealed class Crc32
{
    private const uint Polynomial = 0xEDB88320; // the lowest bit is the highest power
    private const int TableCount = 8, TableLength = 256, Lane = 16, Lanes = 4;

    private static readonly uint[] _tables = MakeTables();

    /// <summary>The checksum of what has come.</summary>
    public uint Value { get; private set; }

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint register = ~Value;
        if (Pclmulqdq.IsSupported && bytes.Length >= Lanes * Lane)
        {
            register = ByMultiplication(register, ref bytes);
        }
        Value = ~ByTables(register, bytes);
    }

    /// <summary>
    /// Takes all bytes but the last few. What a lane of 16 bytes adds to the remainder, so do the 16 bytes that it becomes when it is multiplied by the power of x that
    /// lies between it and a later lane; so lanes are added to those behind them until one is left.
    /// </summary>
    private static uint ByMultiplication(uint register, ref ReadOnlySpan<byte> bytes)
    {
        // x to the 64 · 8 ± 32 and x to the 16 · 8 ± 32, remainders by the polynomial.
        Vector128<ulong> overLanes = Vector128.Create(0x01_5444_2BD4UL, 0x01_C6E4_1596UL), overLane = Vector128.Create(0x01_7519_97D0UL, 0x00_CCAA_009EUL);
        Vector128<ulong> a = LaneOf(bytes, 0) ^ Vector128.CreateScalar((ulong)register), b = LaneOf(bytes, 1), c = LaneOf(bytes, 2), d = LaneOf(bytes, 3);
        for (bytes = bytes[(Lanes * Lane)..]; bytes.Length >= Lanes * Lane; bytes = bytes[(Lanes * Lane)..])
        {
            a = Moved(a, overLanes) ^ LaneOf(bytes, 0);
            b = Moved(b, overLanes) ^ LaneOf(bytes, 1);
            c = Moved(c, overLanes) ^ LaneOf(bytes, 2);
            d = Moved(d, overLanes) ^ LaneOf(bytes, 3);
        }
        b ^= Moved(a, overLane);
        c ^= Moved(b, overLane);
        d ^= Moved(c, overLane);
        for (; bytes.Length >= Lane; bytes = bytes[Lane..])
        {
            d = Moved(d, overLane) ^ LaneOf(bytes, 0);
        }
        Span<byte> last = stackalloc byte[Lane];
        d.AsByte().CopyTo(last);
        return ByTables(0, last);
    }

    private static Vector128<ulong> LaneOf(ReadOnlySpan<byte> bytes, int index) => MemoryMarshal.Read<Vector128<ulong>>(bytes[(index * Lane)..]);

    private static Vector128<ulong> Moved(Vector128<ulong> lane, Vector128<ulong> powers) =>
        Pclmulqdq.CarrylessMultiply(lane, powers, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, powers, 0x11);

    private static uint ByTables(uint register, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> tables = _tables;
        for (; bytes.Length >= TableCount; bytes = bytes[TableCount..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ register, high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            register = tables[(7 * TableLength) + (byte)low] ^ tables[(6 * TableLength) + (byte)(low >> 8)]
                ^ tables[(5 * TableLength) + (byte)(low >> 16)] ^ tables[(4 * TableLength) + (byte)(low >> 24)]
                ^ tables[(3 * TableLength) + (byte)high] ^ tables[(2 * TableLength) + (byte)(high >> 8)]
                ^ tables[TableLength + (byte)(high >> 16)] ^ tables[(byte)(high >> 24)];
        }
        foreach (byte value in bytes)
        {
            register = (register >> 8) ^ tables[(byte)(register ^ value)];
        }
        return register;
    }

    /// <summary>For each value of a byte what it adds to the register, and what it adds when one, two, … seven bytes have come behind it.</summary>
    private static uint[] MakeTables()
    {
        uint[] tables = new uint[TableCount * TableLength];
        for (int i = 0; i < tables.Length; i++)
        {
            uint register = i < TableLength ? (uint)i : tables[i - TableLength];
            for (int bit = 0; bit < 8; bit++)
            {
                register = (register >> 1) ^ ((register & 1) * Polynomial);
            }
            tables[i] = register;
        }
        return tables;
    }
}
