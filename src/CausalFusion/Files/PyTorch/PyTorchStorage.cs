namespace CausalFusion.Files.PyTorch;

/// <summary>A block of elements in a PyTorch file, which one or more tensors look at.</summary>
/// <param name="DType">Its element type; null if only its bytes are known.</param>
/// <param name="Data">Where its bytes are.</param>
internal sealed record PyTorchStorage(PyTorchDType? DType, StoredZipEntry Data);
