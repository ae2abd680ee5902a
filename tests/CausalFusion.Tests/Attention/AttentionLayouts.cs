using CausalFusion.Attention;
using CausalFusion.Factorization;
using CausalFusion.Randomness;

namespace CausalFusion.Tests.Attention;

/// <summary>Layouts of every kind that training sequences have.</summary>
internal static class AttentionLayouts
{
    /// <summary>Cases by name: random splits, and those at the edges.</summary>
    public static IEnumerable<(string Name, AttentionLayout Layout)> All()
    {
        var random = new RandomStream(31);
        for (int trial = 0; trial < 20; trial++)
        {
            int tokens = 1 + random.Next(24), condition = random.Next(5), group = random.Next(2), copies = 1 + random.Next(4);
            yield return Case(condition, new ArSplitSampler(tokens, 1).Sample(random), group, copies);
        }
        foreach (int copies in new[] { 1, 3 })
        {
            foreach (int condition in new[] { 0, 1, 4 })
            {
                yield return Case(condition, ArSplit.OneStep(9), 0, copies);
                yield return Case(condition, ArSplit.Equal(12, 12), 0, copies);
                yield return Case(condition, ArSplit.FromSizes([1, 1, 1, 6, 1, 1, 7]), 1, copies);
            }
        }
        yield return ("all see all", AttentionLayout.Full(7, 7));
        yield return ("cached context", AttentionLayout.Full(3, 11));
    }

    private static (string Name, AttentionLayout Layout) Case(int condition, ArSplit split, int group, int copies) =>
        ($"{condition} condition tokens, split {split}, {group} time tokens, {copies} copies",
            AttentionLayout.GeneralizedCausal(condition, split, group, copies));
}
