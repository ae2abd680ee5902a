using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CausalFusion.Kernels;

/// <summary>
/// tanh-GELU for sixteen values at once. With u = √(2/π)·(x + 0.044715·x³), (1 + tanh u)/2 is the logistic function of 2u, so the value is x·σ(2u):
/// max(x, 0) less a small bump r(|x|), r(a) = a·σ(−2u).
/// </summary>
internal static unsafe class GeluCurve
{
    private const float Slope = 1.5957691216f, Cubic = 0.044715f; // 2·√(2/π)

    // Nothing is left of the bump.
    private const float Largest = 10;

    /// <summary>The value.</summary>
    /// <param name="table"><see cref="GeluTable.Table"/>.</param>
    /// <param name="x">x.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(float* table, Vector512<float> x)
    {
        Vector512<float> a = Vector512.Abs(x);
        return Vector512.MaxNative(x, Vector512<float>.Zero) - (GeluTable.IsSupported ? GeluTable.Bump(table, a) : Bump(a, out _));
    }

    /// <summary>The value and the derivative.</summary>
    /// <param name="table"><see cref="GeluTable.Table"/>.</param>
    /// <param name="x">x.</param>
    /// <param name="derivative">The derivative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(float* table, Vector512<float> x, out Vector512<float> derivative)
    {
        Vector512<float> a = Vector512.Abs(x);
        Vector512<float> bump = GeluTable.IsSupported ? GeluTable.Bump(table, a, out Vector512<float> slope) : Bump(a, out slope);
        derivative = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<float>.Zero), Vector512<float>.One - slope, slope);
        return Vector512.MaxNative(x, Vector512<float>.Zero) - bump;
    }

    /// <summary>r(a) and its derivative without a table: with g = σ(−2u), a·g and g − a·g·(1 − g)·(2u)′.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Bump(Vector512<float> a, out Vector512<float> slope)
    {
        // Where there is no table, vectors have 256 bits: the values of each half stay in the registers.
        Vector256<float> lower = Bump(a.GetLower(), out Vector256<float> lowerSlope), upper = Bump(a.GetUpper(), out Vector256<float> upperSlope);
        slope = Vector512.Create(lowerSlope, upperSlope);
        return Vector512.Create(lower, upper);
    }

    /// <summary>The same for eight values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Bump(Vector256<float> a, out Vector256<float> slope)
    {
        // The argument comes second, so that the comparison passes on what is not a number.
        a = Vector256.MinNative(Vector256.Create(Largest), a);
        Vector256<float> square = a * a;
        Vector256<float> e = VectorExponential.Exp(
            a * Vector256.MultiplyAddEstimate(square, Vector256.Create(-Slope * Cubic), Vector256.Create(-Slope))); // e^(−2u)
        Vector256<float> gate = e / (Vector256<float>.One + e), bump = a * gate;
        Vector256<float> steepness = Slope * Vector256.MultiplyAddEstimate(square, Vector256.Create(3 * Cubic), Vector256<float>.One);
        slope = gate - (bump * (Vector256<float>.One - gate) * steepness);
        return bump;
    }
}
