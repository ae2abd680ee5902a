using System.Collections.Immutable;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>What a file says about one of its tensors.</summary>
/// <param name="Name">The tensor's name, unique in its source.</param>
/// <param name="DType">The type of its elements as they are read.</param>
/// <param name="Shape">Its dimensions, none negative; empty for a scalar.</param>
/// <param name="Offset">
/// Where its bytes begin, counted from a place that all tensors of the file share: reading in this order reads the file front to back.
/// </param>
/// <param name="ByteLength">How many bytes it has in the file.</param>
internal sealed record TensorEntry(string Name, ScalarType DType, ImmutableArray<long> Shape, long Offset, long ByteLength)
{
    /// <summary>The type of its elements in the file, where that is none of TorchSharp's; null where it is <see cref="DType"/>.</summary>
    public WidenedType? Widened { get; init; }

    /// <summary>What stands in the tensor's place where that cannot be read; null where it can. The file is none the worse for it.</summary>
    public string? Unreadable { get; init; }

    /// <summary>The number of elements: the product of the dimensions.</summary>
    public long ElementCount => Shape.Aggregate(1L, (product, dimension) => product * dimension);

    /// <summary>Whether it is of a type that the weights of networks are saved in.</summary>
    public bool IsPlainNumbers => Unreadable is null && Widened is null
        && DType is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
}
