using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Blocks;

/// <summary>The matrices of a block as right sides of products. The caller owns it.</summary>
internal sealed record PackedBlock(PackedMatrix Qkv, PackedMatrix Projection, PackedMatrix Expand, PackedMatrix Contract) : IDisposable
{
    // Values of a network's matrices beyond which they are not packed, as that takes as much memory once more.
    private const long MostValues = 1 << 26;

    /// <summary>Whether the products of a pass are to be <see cref="PackedProduct"/>s.</summary>
    /// <param name="blocks">The weights of all blocks.</param>
    public static bool IsWanted(BlockWeights[] blocks)
    {
        (long hidden, long width) = (blocks[0].Expand.shape[0], blocks[0].Expand.shape[1]);
        return blocks[0].Qkv.dtype == ScalarType.Float32 && StackShape.Weights((int)width, (int)hidden, blocks.Length) <= MostValues
            && ProductPath.Packs;
    }

    /// <summary>Packs a block's matrices for products x·Wᵀ.</summary>
    public static PackedBlock Of(BlockWeights weights) => new(
        PackedMatrix.OfTransposed(weights.Qkv), PackedMatrix.OfTransposed(weights.Projection), PackedMatrix.OfTransposed(weights.Expand),
        PackedMatrix.OfTransposed(weights.Contract));

    /// <summary>Frees them.</summary>
    public void Dispose()
    {
        Qkv.Dispose();
        Projection.Dispose();
        Expand.Dispose();
        Contract.Dispose();
    }
}
