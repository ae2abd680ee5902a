using System.Text.Json;
using CausalFusion.Factorization;
using CausalFusion.Randomness;

namespace CausalFusion.Tests.Factorization;

public sealed class ArSplitPolicyTests
{
    [Fact]
    public void Every_fixed_policy_covers_the_tokens_in_as_many_steps_as_it_says()
    {
        for (int tokens = 1; tokens <= 40; tokens++)
        {
            for (int steps = 1; steps <= tokens; steps++)
            {
                foreach (ArSplitPolicy policy in new[] { ArSplitPolicy.Equal(steps), ArSplitPolicy.Cosine(steps) })
                {
                    ArSplit split = policy.Resolve(tokens);
                    Assert.Equal((steps, tokens), (split.Steps, split.Sizes.Sum()));
                    Assert.All(split.Sizes, size => Assert.True(size >= 1));
                    Assert.Equal(split.Sizes, policy.Sample(new RandomStream(1), tokens).Sizes);
                }
            }
        }
    }

    [Fact]
    public void Cosine_splits_are_the_references_and_grow()
    {
        using GoldenFile golden = GoldenFile.Ours("orders");
        foreach ((int tokens, int steps) in new[] { (16, 1), (16, 4), (49, 8), (64, 64), (256, 12) })
        {
            Assert.Equal(golden.Integers($"cosine.{tokens}.{steps}"), ArSplit.Cosine(tokens, steps).Sizes);
        }
        int[] sizes = ArSplit.Cosine(256, 8).Sizes;
        Assert.All(sizes.Zip(sizes.Skip(1)), pair => Assert.True(pair.Second >= pair.First));
        Assert.True(sizes[^1] > 5 * sizes[0]);
    }

    [Fact]
    public void A_random_policy_draws_as_the_sampler_of_its_decay()
    {
        ArSplitPolicy policy = ArSplitPolicy.Random(0.8);
        var sampler = new ArSplitSampler(32, 0.8);
        for (ulong i = 0; i < 100; i++)
        {
            Assert.Equal(sampler.Sample(new RandomStream(i)).Sizes, policy.Sample(new RandomStream(i), 32).Sizes);
        }
        Assert.True(policy.IsRandom);
        Assert.Throws<InvalidOperationException>(() => policy.Resolve(32));
    }

    [Theory]
    [InlineData("random:0.9")]
    [InlineData("equal:4")]
    [InlineData("cosine:12")]
    [InlineData("given:1+3+12")]
    public void A_policy_s_text_names_it_also_in_json(string text)
    {
        ArSplitPolicy policy = ArSplitPolicy.Parse(text);
        Assert.Equal(text, policy.ToString());
        Assert.Equal(policy, JsonSerializer.Deserialize<ArSplitPolicy>(JsonSerializer.Serialize(policy)));
        Assert.True(policy == ArSplitPolicy.Parse(text) && policy != ArSplitPolicy.Equal(5));
    }

    [Theory]
    [InlineData("")]
    [InlineData("equal")]
    [InlineData("equal:0")]
    [InlineData("cosine:-1")]
    [InlineData("random:1.2")]
    [InlineData("random:nan")]
    [InlineData("given:1+0")]
    [InlineData("given:2147483647+2147483647")]
    public void What_is_no_policy_is_refused(string text) =>
        Assert.Contains($"found '{text}'", Assert.Throws<FormatException>(() => ArSplitPolicy.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_policy_that_does_not_fit_the_tokens_is_refused()
    {
        Assert.Contains("has 5 steps; there are only 4", Assert.Throws<ArgumentException>(() => ArSplitPolicy.Cosine(5).Resolve(4)).Message,
            StringComparison.Ordinal);
        Assert.Contains("must have 4 tokens; found 6", Assert.Throws<ArgumentException>(() => ArSplitPolicy.Given([2, 4]).Validate(4)).Message,
            StringComparison.Ordinal);
    }
}
