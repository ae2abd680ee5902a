using CausalFusion.Attention;
using CausalFusion.Blocks;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Blocks;

/// <summary>A small stack of blocks, drawn.</summary>
internal static class TinyBlocks
{
    public const int Width = 96, Heads = 3, Count = 3;

    public static StackShape Shape(SequencePass pass) => new(Width, 4 * Width, Heads, 1e-5f, pass);

    public static BlockWeights[] Weights(ScalarType type) =>
    [
        .. Enumerable.Range(0, Count).Select(block =>
        {
            ulong name = 0;
            int head = Width / Heads;
            return new BlockWeights(
                Near(1, Width), Near(0, Width), Drawn(3 * Width, Width), [Near(1, head), Near(0, head), Near(1, head), Near(0, head)],
                Drawn(Width, Width), Near(0, Width), Near(1, Width), Near(0, Width), Drawn(4 * Width, Width), Near(0, 4 * Width),
                Drawn(Width, 4 * Width), Near(0, Width));

            Tensor Near(double value, long size) => ((Tiny.Normal((ulong)block, ++name, size) * 0.1) + value).to(type);

            Tensor Drawn(long outputs, long inputs) => (Tiny.Normal((ulong)block, ++name, outputs, inputs) / Math.Sqrt(inputs)).to(type);
        }),
    ];
}
