using CausalFusion.Factorization;
using CausalFusion.Generation;
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
}
