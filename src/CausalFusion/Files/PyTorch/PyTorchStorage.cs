namespace CausalFusion.Files.PyTorch;

/// <summary>A block of elements in a PyTorch file, which one or more tensors look at.</summary>
/// <param name="DType">Its element type; null if only its bytes are known.</param>
/// <param name="Data">Where its bytes are.</param>
/// <param name="OtherType">The name of its type where that is none of those that are read.</param>
internal sealed record PyTorchStorage(PyTorchDType? DType, StoredZipEntry Data, string? OtherType = null);
