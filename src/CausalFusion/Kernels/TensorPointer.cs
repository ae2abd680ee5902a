using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>Raw access to the memory of contiguous tensors on the CPU.</summary>
internal static unsafe class TensorPointer
{
    /// <summary>Values of the largest tensor that can be reached.</summary>
    public const int MostValues = int.MaxValue / sizeof(float);

    /// <summary>Whether kernels can work on the memory of a float32 or bfloat16 tensor.</summary>
    public static bool IsComputable(Tensor tensor) => IsAccessible(tensor, ScalarType.Float32) || IsAccessible(tensor, ScalarType.BFloat16);

    /// <summary>The first value of a float32 tensor. It must be contiguous, and must outlive the use.</summary>
    public static float* Of(Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    /// <summary>The first value of a tensor of the element's type. It must be contiguous, and must outlive the use.</summary>
    public static T* Of<T>(Tensor tensor)
        where T : unmanaged, IElement<T>
    {
        if (tensor.dtype != T.DType)
        {
            throw new ArgumentException($"Expected a tensor of {T.DType}; found {tensor.dtype}.", nameof(tensor));
        }
        return (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
    }

    // Vectors of 256 bits must be in hardware; those of 512 are then two of them where the processor has none.
    private static bool IsAccessible(Tensor tensor, ScalarType type) =>
        Vector256.IsHardwareAccelerated && tensor.device_type == DeviceType.CPU && tensor.dtype == type
        && tensor.numel() <= MostValues && tensor.is_contiguous();
}
