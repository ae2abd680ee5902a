using System.Runtime.Intrinsics;
using CausalFusion.Randomness;

namespace CausalFusion.Tests.Randomness;

public sealed class PhiloxTests
{
    // Known answers of the Random123 distribution for philox4x32-10.
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0xa4093822u, 0x299f31d0u, 0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void A_block_is_the_published_philox(uint k0, uint k1, uint c0, uint c1, uint c2, uint c3, uint r0, uint r1, uint r2, uint r3) =>
        Assert.Equal((r0, r1, r2, r3), Philox.Block(k0, k1, c0, c1, c2, c3));

    [Theory]
    [InlineData(0u, 0u, 0ul)]
    [InlineData(0xa4093822u, 0x299f31d0u, 0x85a308d3243f6a88ul)]
    [InlineData(0xffffffffu, 7u, 0xfffffffcul)] // the counter's lower half overflows on the way
    public void Several_blocks_are_each_counters_own(uint k0, uint k1, ulong counter)
    {
        (Vector512<uint> even, Vector512<uint> odd) = Philox.Blocks(k0, k1, counter);

        for (int i = 0; i < Philox.Lanes; i++, counter++)
        {
            Assert.Equal(
                Philox.Block(k0, k1, (uint)counter, (uint)(counter >> 32), 0, 0), (even[2 * i], odd[2 * i], even[(2 * i) + 1], odd[(2 * i) + 1]));
        }
    }
}
