using CausalFusion.Factorization;
using CausalFusion.Randomness;

namespace CausalFusion.Tests.Factorization;

public sealed class ArSplitTests
{
    [Fact]
    public void Sampled_splits_always_cover_the_tokens_with_steps_of_at_least_one()
    {
        var random = new RandomStream(1);
        foreach (int tokens in new[] { 1, 2, 7, 64 })
        {
            foreach (double decay in new[] { 0, 0.5, 0.9, 1 })
            {
                var sampler = new ArSplitSampler(tokens, decay);
                for (int i = 0; i < 200; i++)
                {
                    ArSplit split = sampler.Sample(random);
                    Assert.Equal(tokens, split.Sizes.Sum());
                    Assert.All(split.Sizes, size => Assert.True(size >= 1));
                }
            }
        }
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void The_number_of_steps_follows_its_geometric_law(double decay)
    {
        const int Tokens = 8, Draws = 40_000;
        var random = new RandomStream(2);
        var sampler = new ArSplitSampler(Tokens, decay);
        int[] counts = new int[Tokens];
        for (int i = 0; i < Draws; i++)
        {
            counts[sampler.Sample(random).Steps - 1]++;
        }
        double total = Enumerable.Range(0, Tokens).Sum(i => Math.Pow(decay, i));
        double chiSquare = Enumerable.Range(0, Tokens).Sum(i =>
        {
            double expected = Draws * Math.Pow(decay, i) / total;
            return (counts[i] - expected) * (counts[i] - expected) / expected;
        });
        Assert.InRange(chiSquare, 0, 24.3); // 7 degrees of freedom, p = 0.001
    }

    [Fact]
    public void Every_set_of_cut_points_is_equally_likely()
    {
        // Given S = 3 of 5 tokens there are C(4, 2) = 6 sets.
        var random = new RandomStream(3);
        var sampler = new ArSplitSampler(5, 1);
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 60_000; i++)
        {
            ArSplit split = sampler.Sample(random);
            if (split.Steps == 3)
            {
                counts[split.ToString()] = counts.GetValueOrDefault(split.ToString()) + 1;
            }
        }
        Assert.Equal(6, counts.Count);
        double expected = counts.Values.Sum() / 6.0;
        Assert.InRange(counts.Values.Sum(c => (c - expected) * (c - expected) / expected), 0, 20.5); // 5 degrees of freedom, p = 0.001
    }

    [Fact]
    public void Without_decay_there_is_always_one_step() =>
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(1, new ArSplitSampler(16, 0).Sample(new RandomStream((ulong)i)).Steps));

    [Fact]
    public void Equal_steps_differ_by_at_most_one_token()
    {
        Assert.Equal([4, 4, 4, 4], ArSplit.Equal(16, 4).Sizes);
        int[] sizes = ArSplit.Equal(49, 4).Sizes;
        Assert.Equal(49, sizes.Sum());
        Assert.Equal(1, sizes.Max() - sizes.Min());
    }

    [Fact]
    public void Splits_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ArSplit.FromSizes([]));
        Assert.Contains("step 1 has 0", Assert.Throws<ArgumentException>(() => ArSplit.FromSizes([3, 0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ArSplit.Equal(4, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ArSplitSampler(4, 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ArSplitSampler(4, double.NaN));
    }
}
