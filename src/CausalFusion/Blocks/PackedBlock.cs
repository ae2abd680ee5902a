using CausalFusion.Kernels;

namespace CausalFusion.Blocks;

/// <summary>The matrices of a block as right sides of products. The caller owns it.</summary>
internal sealed record PackedBlock(PackedMatrix Qkv, PackedMatrix Projection, PackedMatrix Expand, PackedMatrix Contract) : IDisposable
{
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
