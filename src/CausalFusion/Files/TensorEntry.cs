using System.Collections.Immutable;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>What a file says about one of its tensors.</summary>
/// <param name="Name">The tensor's name, unique in its source.</param>
/// <param name="DType">The type of its elements.</param>
/// <param name="Shape">Its dimensions, none negative; empty for a scalar.</param>
/// <param name="Offset">
/// Where its bytes begin, counted from a place that all tensors of the file share: reading in this order reads the file front to back.
/// </param>
/// <param name="ByteLength">How many bytes it has: the product of the dimensions times the element's size.</param>
internal sealed record TensorEntry(string Name, ScalarType DType, ImmutableArray<long> Shape, long Offset, long ByteLength)
{
    /// <summary>The number of elements: the product of the dimensions.</summary>
    public long ElementCount => Shape.Aggregate(1L, (product, dimension) => product * dimension);
}
