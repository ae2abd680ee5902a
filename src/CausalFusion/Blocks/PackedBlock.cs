using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Blocks;

/// <summary>The matrices of a block as right sides of products (<see cref="PackedSide"/>). The caller owns it.</summary>
internal sealed record PackedBlock(PackedMatrix Qkv, PackedMatrix Projection, PackedMatrix Expand, PackedMatrix Contract) : IDisposable
{
    // Values of a network's matrices beyond which they are not packed, as that takes as much memory once more.
    private const long MostValues = 1L << 26;

    // The same where packed products are so far ahead that the memory is well spent.
    private const long MostWhereFarAhead = 1L << 29;

    /// <summary>Whether the products of a pass are to be <see cref="PackedProduct"/>s.</summary>
    /// <param name="blocks">The weights of all blocks.</param>
    public static bool IsWanted(BlockWeights[] blocks)
    {
        (long hidden, long width) = (blocks[0].Expand.shape[0], blocks[0].Expand.shape[1]);
        return blocks[0].Qkv.dtype == ScalarType.Float32 && ProductPath.Packs
            && StackShape.Weights((int)width, (int)hidden, blocks.Length) <= (ProductPath.IsFarAhead ? MostWhereFarAhead : MostValues);
    }

    /// <summary>Packs a block's matrices.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="side">Of which products they are right sides.</param>
    /// <param name="memory">Gives memory for so many values, which becomes a matrix's own; null for new memory.</param>
    public static PackedBlock Of(BlockWeights weights, PackedSide side = PackedSide.Forward, Func<long, Tensor>? memory = null)
    {
        var packed = new List<PackedMatrix>();
        try
        {
            foreach (Tensor weight in weights.Products)
            {
                Tensor? room = memory?.Invoke(SizeOf(weight, side));
                packed.Add(side == PackedSide.Forward ? PackedMatrix.OfTransposed(weight, room) : PackedMatrix.Of(weight, room));
            }
            return new PackedBlock(packed[0], packed[1], packed[2], packed[3]);
        }
        catch
        {
            packed.ForEach(matrix => matrix.Dispose());
            throw;
        }
    }

    /// <summary>How many values a block's packed matrices have.</summary>
    public static long SizeOf(BlockWeights weights, PackedSide side) => weights.Products.Sum(weight => SizeOf(weight, side));

    /// <summary>Frees them.</summary>
    public void Dispose()
    {
        Qkv.Dispose();
        Projection.Dispose();
        Expand.Dispose();
        Contract.Dispose();
    }

    private static long SizeOf(Tensor weight, PackedSide side) => side == PackedSide.Forward
        ? PackedMatrix.SizeOf(weight.shape[1], weight.shape[0])
        : PackedMatrix.SizeOf(weight.shape[0], weight.shape[1]);
}
