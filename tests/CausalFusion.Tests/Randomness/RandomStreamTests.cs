using CausalFusion.Randomness;

namespace CausalFusion.Tests.Randomness;

public sealed class RandomStreamTests
{
    // Known answers of the Random123 distribution for philox4x32-10.
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0xa4093822u, 0x299f31d0u, 0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void A_block_is_the_published_philox(uint k0, uint k1, uint c0, uint c1, uint c2, uint c3, uint r0, uint r1, uint r2, uint r3) =>
        Assert.Equal((r0, r1, r2, r3), RandomStream.Philox(k0, k1, c0, c1, c2, c3));

    [Fact]
    public void The_same_name_gives_the_same_numbers_and_another_name_others()
    {
        uint[] Draw(ulong seed, params ulong[] path)
        {
            var stream = new RandomStream(seed, path);
            return [.. Enumerable.Range(0, 100).Select(_ => stream.NextUInt32())];
        }

        Assert.Equal(Draw(7, 1, 2), Draw(7, 1, 2));
        Assert.NotEqual(Draw(7, 1, 2), Draw(8, 1, 2));
        Assert.NotEqual(Draw(7, 1, 2), Draw(7, 2, 1));
        Assert.NotEqual(Draw(7, 1), Draw(7, 1, 0));
        Assert.NotEqual(Draw(7), Draw(7, 0));
    }

    [Fact]
    public void Normal_values_have_mean_0_variance_1_and_the_right_tails()
    {
        float[] values = new float[200_001];
        new RandomStream(3).FillNormal(values);

        double mean = values.Average(v => (double)v);
        Assert.InRange(mean, -0.01, 0.01);
        Assert.InRange(values.Average(v => (v - mean) * (v - mean)), 0.985, 1.015);
        Assert.InRange(values.Count(v => Math.Abs(v) > 2) / 200_001.0, 0.0455 - 0.003, 0.0455 + 0.003);
        Assert.All(values, v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void Whole_numbers_are_uniform_over_a_range_that_is_no_power_of_two()
    {
        var stream = new RandomStream(11);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[stream.Next(7)]++;
        }
        double chiSquare = counts.Sum(c => (c - 10_000.0) * (c - 10_000.0) / 10_000.0);
        Assert.InRange(chiSquare, 0, 22.5); // 6 degrees of freedom, p = 0.001
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Next(0));
    }

    [Fact]
    public void Shuffling_keeps_the_items_and_reaches_every_order()
    {
        var stream = new RandomStream(5);
        var orders = new HashSet<string>();
        for (int i = 0; i < 500; i++)
        {
            int[] items = [0, 1, 2, 3];
            stream.Shuffle<int>(items);
            Assert.Equal([0, 1, 2, 3], items.Order());
            orders.Add(string.Concat(items));
        }
        Assert.Equal(24, orders.Count);
    }
}
