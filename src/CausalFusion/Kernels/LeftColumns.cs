using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CausalFusion.Kernels;

/// <summary>A left side of which each column is contiguous, as of a transposed matrix; the stride is that of its columns.</summary>
internal readonly unsafe struct LeftColumns : ITileLeft
{
    /// <inheritdoc/>
    public static bool Chains => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Second(float* first, nint stride) => first + stride;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint TwoSteps(nint stride) => 2 * stride;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(float* first, float* second, nint stride, nint two, nint three, int row, int step) =>
        Vector512.Create((step == 0 ? first : second)[row]);
}
