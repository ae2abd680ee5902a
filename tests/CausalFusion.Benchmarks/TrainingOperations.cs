using CausalFusion.Attention;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;

namespace CausalFusion.Benchmarks;

/// <summary>
/// The floating-point operations of the matrix products that a training step needs, a multiplication and an addition counted as two: those of the
/// linear layers and of attention to what is seen, forward and twice that backward. Of the last layer, only the noised tokens' outputs are needed.
/// What a program computes beyond that, again or in vain, doesn't count.
/// </summary>
internal static class TrainingOperations
{
    /// <summary>Those of a step.</summary>
    /// <param name="config">The network.</param>
    /// <param name="split">The AR split of the step.</param>
    /// <param name="images">Images of the step.</param>
    public static double OfStep(CausalFusionConfig config, ArSplit split, int images)
    {
        AttentionLayout layout = AttentionLayout.GeneralizedCausal(config.ConditionTokens, split, config.TimeTokens);
        double clean = split.Offsets[split.Steps - 1], noised = split.Tokens, tokens = layout.Queries, width = config.Width;
        double keysAndValues = 4 * width * width, others = (4 * width * width) + (4 * width * config.MlpWidth);
        double layers = ((config.Layers - 1) * tokens * (keysAndValues + others)) + (tokens * keysAndValues) + (noised * others);
        int firstNoised = layout.Queries - split.Tokens - (split.Steps * config.TimeTokens);
        double seen = (config.Layers - 1) * Seen(layout, 0) + Seen(layout, firstNoised);
        double patches = 2.0 * config.PatchDimension * width;
        // The patches themselves have no gradient.
        return images * ((3 * (layers + (4 * width * seen) + (noised * patches))) + (2 * (clean + noised) * patches));
    }

    /// <summary>Pairs of a query from a place on and a key that it sees.</summary>
    private static double Seen(AttentionLayout layout, int from)
    {
        double pairs = 0;
        foreach (AttentionRun run in layout.Runs)
        {
            pairs += run.QueryStart >= from ? (double)(run.QueryEnd - run.QueryStart) * run.VisibleKeys : 0;
        }
        return pairs;
    }
}
