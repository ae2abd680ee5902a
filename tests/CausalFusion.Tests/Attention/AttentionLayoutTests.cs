using CausalFusion.Attention;
using CausalFusion.Factorization;
using CausalFusion.Randomness;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Attention;

public sealed class AttentionLayoutTests
{
    private enum Kind { Condition, Clean, Noised }

    [Fact]
    public void The_mask_equals_its_definition_token_by_token()
    {
        var random = new RandomStream(4);
        for (int trial = 0; trial < 60; trial++)
        {
            int tokens = 1 + random.Next(12), condition = random.Next(4);
            ArSplit split = new ArSplitSampler(tokens, 1).Sample(random);
            AttentionLayout layout = AttentionLayout.GeneralizedCausal(condition, split);

            var sequence = new List<(Kind Kind, int Step)>();
            sequence.AddRange(Enumerable.Repeat((Kind.Condition, 0), condition));
            for (int s = 0; s < split.Steps - 1; s++)
            {
                sequence.AddRange(Enumerable.Repeat((Kind.Clean, s), split.SizeOf(s)));
            }
            for (int s = 0; s < split.Steps; s++)
            {
                sequence.AddRange(Enumerable.Repeat((Kind.Noised, s), split.SizeOf(s)));
            }

            Assert.Equal(sequence.Count, layout.Queries);
            Assert.Equal(sequence.Count, layout.Keys);
            for (int q = 0; q < sequence.Count; q++)
            {
                for (int k = 0; k < sequence.Count; k++)
                {
                    bool expected = (sequence[q].Kind, sequence[k].Kind) switch
                    {
                        (_, Kind.Condition) => true,
                        (Kind.Clean, Kind.Clean) => sequence[k].Step <= sequence[q].Step,
                        (Kind.Noised, Kind.Clean) => sequence[k].Step < sequence[q].Step,
                        (Kind.Noised, Kind.Noised) => sequence[k].Step == sequence[q].Step,
                        _ => false,
                    };
                    Assert.Equal(expected, layout.Sees(q, k));
                }
            }
            AssertMaskAgrees(layout);
        }
    }

    [PublishedGoldenFact]
    public void Masks_and_weights_are_those_of_the_published_code()
    {
        using GoldenFile golden = GoldenFile.Published("masks_weights");
        AssertMasksAndWeights(golden);
    }

    [Fact]
    public void Masks_and_weights_are_those_of_the_reference()
    {
        using GoldenFile golden = GoldenFile.Ours("factorization");
        AssertMasksAndWeights(golden);
    }

    [Fact]
    public void The_last_queries_alone_see_what_they_saw()
    {
        foreach ((string name, AttentionLayout layout) in AttentionLayouts.All())
        {
            foreach (int first in new[] { 0, 1, layout.Queries / 2, layout.Queries - 1 })
            {
                AttentionLayout last = layout.From(first);
                Assert.Equal((first, layout.Queries - first, layout.Keys), (last.FirstQuery, last.Queries, last.Keys));
                for (int query = 0; query < last.Queries; query++)
                {
                    for (int key = 0; key < layout.Keys; key++)
                    {
                        Assert.True(last.Sees(query, key) == layout.Sees(query + first, key), $"{name}: query {query} from {first} on, key {key}");
                    }
                }
            }
            Assert.Equal(0, layout.From(layout.Queries).Queries);
        }
    }

    [Fact]
    public void One_step_weighs_lambda_everywhere() =>
        Assert.All(new ArLossWeights(2).ForTokens(ArSplit.OneStep(9)), w => Assert.Equal(2f, w));

    private static void AssertMasksAndWeights(GoldenFile golden)
    {
        using var scope = NewDisposeScope();
        int cases = 0, weights = 0;
        for (; golden.Contains($"case{cases}.cond_len"); cases++)
        {
            ArSplit split = ArSplit.FromSizes(golden.Integers($"case{cases}.split_sizes"));
            AttentionLayout layout = AttentionLayout.GeneralizedCausal(golden.Integers($"case{cases}.cond_len")[0], split);
            bool[] blocked = golden.Booleans($"case{cases}.mask");
            Assert.Equal(layout.Queries * layout.Keys, blocked.Length);
            for (int i = 0; i < blocked.Length; i++)
            {
                Assert.Equal(!blocked[i], layout.Sees(i / layout.Keys, i % layout.Keys));
            }
            foreach ((string name, double start, double end) in new[] { ("2.1", 2.0, 1.0), ("3.1", 3, 1), ("1.5.0.5", 1.5, 0.5) })
            {
                foreach (ArWeightShape shape in Enum.GetValues<ArWeightShape>())
                {
                    string key = $"case{cases}.w.{(shape == ArWeightShape.Linear ? "linear" : "cosine")}.{name}";
                    if (golden.Contains(key))
                    {
                        weights++;
                        Approximately.Equal(golden[key], tensor(new ArLossWeights(start, end, shape).ForTokens(split)), 1e-6, key);
                    }
                }
            }
        }
        Assert.True(cases >= 5 && weights >= 4 * cases, $"{cases} cases with {weights} weights");
    }

    private static void AssertMaskAgrees(AttentionLayout layout)
    {
        using Tensor mask = layout.ToAdditiveMask(CPU);
        float[] values = [.. mask.data<float>()];
        for (int i = 0; i < values.Length; i++)
        {
            Assert.Equal(layout.Sees(i / layout.Keys, i % layout.Keys) ? 0 : float.NegativeInfinity, values[i]);
        }
    }
}
