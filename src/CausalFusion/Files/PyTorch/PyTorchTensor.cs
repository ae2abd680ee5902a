using System.Collections.Immutable;

namespace CausalFusion.Files.PyTorch;

/// <summary>A tensor in a PyTorch file: which elements of its storage it has. Every one of them lies in the storage.</summary>
/// <param name="Data">Where the storage's bytes are.</param>
/// <param name="DType">Its element type.</param>
/// <param name="First">The index of its first element in the storage.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Strides">For each dimension how far apart neighbors lie in the storage, in elements; none negative.</param>
/// <param name="ElementCount">The product of the dimensions; times the element's size it is less than 2⁶³.</param>
/// <param name="Unreadable">What stands in its place where that cannot be read; null where it can.</param>
internal sealed record PyTorchTensor(
    StoredZipEntry Data, PyTorchDType DType, long First, ImmutableArray<long> Shape, ImmutableArray<long> Strides, long ElementCount,
    string? Unreadable = null)
{
    private static readonly StoredZipEntry _nowhere = new("", 0, 0, 0, 0);

    public long ByteLength => ElementCount * DType.Size;

    /// <summary>What stands in a tensor's place and cannot be read.</summary>
    /// <param name="what">What it is.</param>
    public static PyTorchTensor NotRead(string what) => new(_nowhere, PyTorchDType.All[0], 0, [0], [1], 0, what);
}
