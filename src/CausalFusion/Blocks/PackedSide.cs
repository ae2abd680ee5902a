namespace CausalFusion.Blocks;

/// <summary>What the matrices of blocks are packed for.</summary>
internal enum PackedSide
{
    /// <summary>x·Wᵀ, the product of a layer.</summary>
    Forward,

    /// <summary>g·W, the gradient of its input.</summary>
    Backward,
}
