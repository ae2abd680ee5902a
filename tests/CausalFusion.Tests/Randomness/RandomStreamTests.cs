using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CausalFusion.Randomness;

namespace CausalFusion.Tests.Randomness;

public sealed class RandomStreamTests
{
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

    [Theory]
    [InlineData(0)]
    [InlineData(1)] // begins within a block
    [InlineData(4)]
    public void Normal_values_are_the_same_however_many_are_asked_for_at_once(int words)
    {
        RandomStream Stream()
        {
            var stream = new RandomStream(3);
            for (int i = 0; i < words; i++)
            {
                stream.NextUInt32();
            }
            return stream;
        }

        float[] pairs = new float[200];
        RandomStream inPairs = Stream();
        for (int i = 0; i < pairs.Length; i += 2)
        {
            inPairs.FillNormal(pairs.AsSpan(i, 2));
        }
        uint next = inPairs.NextUInt32();

        Assert.All([1, 2, 31, 32, 33, 63, 65, 100, 199, 200], count =>
        {
            RandomStream stream = Stream();
            float[] values = new float[200];
            stream.FillNormal(values.AsSpan(0, count));
            Assert.Equal(pairs[..count], values[..count]);
            Assert.Equal(0, values.Skip(count).Sum(Math.Abs));
            if (count >= 199)
            {
                Assert.Equal(next, stream.NextUInt32());
            }
        });
    }

    // Computed with vectors of 256 bits, of 128 and without any.
    [Fact]
    public void Normal_values_are_the_same_on_every_machine()
    {
        float[] values = new float[4096];
        new RandomStream(3).FillNormal(values);

        string hash = Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())));
        Assert.StartsWith("0C85C8DC109320395F6A561E2EF7CAEE3636F9DEA7D05578D3", hash, StringComparison.Ordinal);
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
