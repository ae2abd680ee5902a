using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace CausalFusion.Fuzz;

/// <summary>Changes of bytes.</summary>
internal static class Mutation
{
    /// <summary>The longest input; what needs more memory than it should is to be found with short ones.</summary>
    public const int MaxLength = 1_000_000;

    private static readonly long[] _interesting =
    [
        0, 1, -1, 2, 3, 4, 7, 8, 16, 63, 64, 65, 100, 127, 128, 255, 256, 1000, 1024, 4095, 4096, 32767, 32768, 65535, 65536, 1 << 20, 1 << 24,
        1 << 30, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, 1L << 62, long.MaxValue, long.MinValue,
    ];

    private static readonly string[] _numbers =
    [
        "0", "1", "-1", "2", "3", "65", "255", "256", "65536", "2147483647", "2147483648", "4294967296", "4611686018427387904",
        "9223372036854775807", "18446744073709551616", "1e9", "0.5", "-0", "1e400", "NaN", "null", "true", "\"1\"", "[]", "{}",
    ];

    /// <summary>An input with one to four changes.</summary>
    /// <param name="input">The input; it stays as it is.</param>
    /// <param name="others">What parts of are put into it.</param>
    /// <param name="random">What chance is taken from.</param>
    public static byte[] Of(byte[] input, IReadOnlyList<byte[]> others, Random random)
    {
        byte[] changed = input;
        for (int left = random.Next(2) == 0 ? 1 : random.Next(2, 5); left > 0; left--)
        {
            changed = Once(changed, others, random);
        }
        return changed.Length <= MaxLength ? changed : changed[..MaxLength];
    }

    private static byte[] Once(byte[] input, IReadOnlyList<byte[]> others, Random random)
    {
        if (input.Length == 0)
        {
            return [.. others[random.Next(others.Count)]];
        }
        int at = random.Next(input.Length);
        switch (random.Next(12))
        {
            case 0: return With(input, at, (byte)(input[at] ^ (1 << random.Next(8))));
            case 1: return With(input, at, (byte)random.Next(256));
            case 2: return input[..at];
            case 3: return [.. input, .. Random(random, random.Next(1, 64))];
            case 4: return Overwritten(input, at, Integer(random));
            case 5: return Nudged(input, at, random);
            case 6: return Decimal(input, random);
            case 7: // a part twice
                int end = Math.Min(input.Length, at + random.Next(1, 256));
                return [.. input[..end], .. Enumerable.Repeat(input[at..end], random.Next(1, 20)).SelectMany(part => part), .. input[end..]];
            case 8: // a part left out
                return [.. input[..at], .. input[Math.Min(input.Length, at + random.Next(1, 64))..]];
            case 9: // a part of another
                byte[] other = others[random.Next(others.Count)];
                int from = random.Next(other.Length), length = random.Next(1, Math.Min(512, other.Length - from) + 1);
                return random.Next(2) == 0
                    ? Overwritten(input, at, other[from..(from + length)])
                    : [.. input[..at], .. other[from..(from + length)], .. input[at..]];
            case 10: return Overwritten(input, at, new byte[random.Next(1, 32)]);
            default: return Overwritten(input, at, Random(random, random.Next(1, 16)));
        }
    }

    private static byte[] With(byte[] input, int at, byte value)
    {
        byte[] changed = [.. input];
        changed[at] = value;
        return changed;
    }

    private static byte[] Overwritten(byte[] input, int at, byte[] part)
    {
        byte[] changed = [.. input];
        part.AsSpan(0, Math.Min(part.Length, input.Length - at)).CopyTo(changed.AsSpan(at));
        return changed;
    }

    /// <summary>A number that readers are apt to take wrongly, in any width and order.</summary>
    private static byte[] Integer(Random random)
    {
        long value = _interesting[random.Next(_interesting.Length)] + random.Next(-1, 2);
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        bytes = bytes[..(1 << random.Next(4))];
        if (random.Next(2) == 0)
        {
            Array.Reverse(bytes);
        }
        return bytes;
    }

    /// <summary>A field of 2 or 4 bytes, a length perhaps, that is a little larger or smaller, or many times as large.</summary>
    private static byte[] Nudged(byte[] input, int at, Random random)
    {
        byte[] changed = [.. input];
        int width = random.Next(2) == 0 ? 2 : 4;
        if (at + width > input.Length)
        {
            return changed;
        }
        Span<byte> field = changed.AsSpan(at, width);
        bool isBigEndian = random.Next(2) == 0;
        uint value = width == 2
            ? isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(field) : BinaryPrimitives.ReadUInt16LittleEndian(field)
            : isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(field) : BinaryPrimitives.ReadUInt32LittleEndian(field);
        value = unchecked(random.Next(3) == 0 ? value * (uint)random.Next(2, 5000) : value + (uint)random.Next(-4, 5));
        if (width == 2)
        {
            value &= 0xFFFF;
            BinaryPrimitives.WriteUInt16LittleEndian(field, (ushort)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(field, value);
        }
        if (isBigEndian)
        {
            field.Reverse();
        }
        return changed;
    }

    /// <summary>A number in digits, as JSON has them, replaced by another value.</summary>
    private static byte[] Decimal(byte[] input, Random random)
    {
        int start = random.Next(input.Length);
        int at = Array.FindIndex(input, start, value => char.IsAsciiDigit((char)value));
        if (at < 0)
        {
            return [.. input];
        }
        int end = at;
        while (end < input.Length && char.IsAsciiDigit((char)input[end]))
        {
            end++;
        }
        string number = random.Next(4) == 0
            ? random.NextInt64().ToString(CultureInfo.InvariantCulture)
            : _numbers[random.Next(_numbers.Length)];
        return [.. input[..at], .. Encoding.ASCII.GetBytes(number), .. input[end..]];
    }

    private static byte[] Random(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
