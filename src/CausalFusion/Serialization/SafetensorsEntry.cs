using System.Collections.Immutable;
using static TorchSharp.torch;

namespace CausalFusion.Serialization;

/// <summary>What a safetensors file says about one of its tensors.</summary>
/// <param name="Name">The tensor's name, unique in the file.</param>
/// <param name="DType">The type of its elements.</param>
/// <param name="Shape">Its dimensions, none negative; empty for a scalar.</param>
/// <param name="Offset">Where its bytes begin, counted from the end of the header.</param>
/// <param name="ByteLength">How many bytes it has: the product of the dimensions times the element's size.</param>
public sealed record SafetensorsEntry(string Name, ScalarType DType, ImmutableArray<long> Shape, long Offset, long ByteLength)
{
    /// <summary>The number of elements: the product of the dimensions.</summary>
    public long ElementCount => ByteLength / SafetensorsDType.Of(DType).Size;
}
