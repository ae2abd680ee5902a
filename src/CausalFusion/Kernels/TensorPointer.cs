using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>Raw access to the memory of contiguous float32 tensors on the CPU.</summary>
internal static unsafe class TensorPointer
{
    /// <summary>Whether a kernel can work on a tensor's memory.</summary>
    public static bool IsAccessible(Tensor tensor) =>
        tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32 && tensor.numel() < int.MaxValue / sizeof(float);

    /// <summary>The tensor's first value. The tensor must be contiguous, and must outlive the use.</summary>
    public static float* Of(Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
