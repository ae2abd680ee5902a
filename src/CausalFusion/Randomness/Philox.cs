using System.Runtime.Intrinsics;

namespace CausalFusion.Randomness;

/// <summary>Philox-4×32-10 (Salmon et al. 2011): four random words as a function of a key and a counter.</summary>
internal static class Philox
{
    /// <summary>Counters that <see cref="Blocks"/> takes at once.</summary>
    public const int Lanes = 8;

    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57, Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    private const int Rounds = 10;

    /// <summary>The block of a counter.</summary>
    public static (uint, uint, uint, uint) Block(uint key0, uint key1, uint c0, uint c1, uint c2, uint c3)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0, product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ key0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ key1, (uint)product0);
            key0 += Weyl0;
            key1 += Weyl1;
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>The blocks of a counter of 64 bits and of those that follow.</summary>
    /// <param name="key0">The key.</param>
    /// <param name="key1">Its other half.</param>
    /// <param name="counter">The first one.</param>
    /// <returns>Of each block its first and third word, in this order, and its second and fourth.</returns>
    public static (Vector512<uint> Even, Vector512<uint> Odd) Blocks(uint key0, uint key1, ulong counter)
    {
        // A word to each 64 bits, so that products have room.
        Vector512<ulong> low = Vector512.Create((ulong)uint.MaxValue), first = Vector512.Create(counter) + Vector512<ulong>.Indices;
        Vector512<ulong> c0 = first & low, c1 = first >> 32, c2 = default, c3 = default;
        for (int round = 0; round < Rounds; round++)
        {
            Vector512<ulong> product0 = c0 * Vector512.Create((ulong)Multiplier0), product1 = c2 * Vector512.Create((ulong)Multiplier1);
            c0 = (product1 >> 32) ^ c1 ^ Vector512.Create((ulong)key0);
            c1 = product1 & low;
            c2 = (product0 >> 32) ^ c3 ^ Vector512.Create((ulong)key1);
            c3 = product0 & low;
            key0 += Weyl0;
            key1 += Weyl1;
        }
        return ((c0 | (c2 << 32)).AsUInt32(), (c1 | (c3 << 32)).AsUInt32());
    }
}
