using CausalFusion.Conditions;
using CausalFusion.Factorization;
using CausalFusion.Generation;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Tests;

/// <summary>
/// Noise from a file: (N, L, P) to start from and (T, N, L, P) to add, in generation order, of which each AR step takes its positions.
/// </summary>
internal sealed class GivenNoise(Tensor orders, Tensor initial, Tensor added, ArSplit split) : INoiseSource
{
    public Tensor Orders() => orders.alias();

    public Tensor Initial(int arStep) => initial.narrow(1, split.Offsets[arStep], split.SizeOf(arStep)).clone();

    public Tensor Step(int arStep, int index) =>
        added[added.shape[0] - 1 - index].narrow(1, split.Offsets[arStep], split.SizeOf(arStep)).clone();

    public INoiseSource Part(int first, int count) =>
        new GivenNoise(orders.narrow(0, first, count), initial.narrow(0, first, count), added.narrow(1, first, count), split);

    /// <summary>Generates one batch from given noise.</summary>
    /// <param name="model">The network.</param>
    /// <param name="conditions">What each of the N images is of.</param>
    /// <param name="plan">How.</param>
    /// <param name="noise">The noise and the token orders.</param>
    /// <returns>Images (N, C, H, W).</returns>
    public static Tensor Generate(ImageModel model, IReadOnlyList<Condition> conditions, GenerationPlan plan, GivenNoise noise)
    {
        using var scope = NewDisposeScope();
        Tensor orders = noise.Orders(); // (N, L)
        Tensor tokens = zeros([orders.shape[0], model.Config.Tokens, model.Config.PatchDimension]);
        new BatchGeneration(model, plan).Run(tokens, conditions, orders, kept: null, noise);
        return Patches.ToImages(tokens, model.Config.PatchSize, model.Config.Grid).MoveToOuterDisposeScope();
    }
}
