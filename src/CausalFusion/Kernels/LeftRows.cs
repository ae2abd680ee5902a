using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CausalFusion.Kernels;

/// <summary>A left side of which each row is contiguous; the stride is that of its rows.</summary>
internal readonly unsafe struct LeftRows : ITileLeft
{
    /// <inheritdoc/>
    public static bool Chains => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Second(float* first, nint stride) => first + (4 * stride);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint TwoSteps(nint stride) => 2;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(float* first, float* second, nint stride, nint two, nint three, int row, int step)
    {
        float* four = row < 4 ? first : second;
        return Vector512.Create(((row % 4) switch { 0 => four, 1 => four + stride, 2 => four + two, _ => four + three })[step]);
    }
}
