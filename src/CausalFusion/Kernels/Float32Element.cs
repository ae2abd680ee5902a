using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>float32.</summary>
[StructLayout(LayoutKind.Sequential, Size = 4)]
internal readonly unsafe struct Float32Element : IElement<Float32Element>
{
    public static ScalarType DType => ScalarType.Float32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(Float32Element* source) => Vector512.Load((float*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> values, Float32Element* destination) => values.Store((float*)destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Get(Float32Element* source) => *(float*)source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(float value, Float32Element* destination) => *(float*)destination = value;
}
