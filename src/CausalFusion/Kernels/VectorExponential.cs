using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CausalFusion.Kernels;

/// <summary>
/// e^x for sixteen single-precision values at once, to about one unit in the last place. The runtime's own widens to double precision, which costs
/// four times as much.
/// </summary>
internal static class VectorExponential
{
    private const float Log2E = 1.44269504f, Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f, Largest = 88.37f;

    // A minimax polynomial for (e^r − 1 − r)/r².
    private const float P5 = 1.9875691500e-4f, P4 = 1.3981999507e-3f, P3 = 8.3334519073e-3f;

    private const float P2 = 4.1665795894e-2f, P1 = 1.6666665459e-1f, P0 = 5.0000001201e-1f;

    // Small beyond notice beside 1, and a normal number still when it is divided by a sum or multiplied with a gradient: denormal ones cost a
    // processor more than a hundred cycles each.
    private const float Smallest = -60;

    /// <summary>
    /// e^x; the results of very large and very small arguments are those at the ends of the range, not a number gives not a number.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            return Vector512.Create(Exp(x.GetLower()), Exp(x.GetUpper()));
        }
        // The argument comes second, so that the comparison passes on what is not a number.
        x = Vector512.MinNative(Vector512.Create(Largest), x);
        x = Vector512.MaxNative(Vector512.Create(Smallest), x);

        // e^x = 2^n · e^r with |r| ≤ ln 2 / 2; ln 2 in two parts, the first exact in few bits.
        Vector512<float> n = Vector512.Round(x * Log2E);
        Vector512<float> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2High), x);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2Low), r);

        Vector512<float> p = Vector512.Create(P5);
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(P4));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(P3));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(P2));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(P1));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(P0));
        // What rounding takes from 1 + r is added with the small term.
        Vector512<float> sum = r + Vector512<float>.One;
        Vector512<float> lost = r - (sum - Vector512<float>.One);
        Vector512<float> e = sum + Vector512.MultiplyAddEstimate(p, r * r, lost);

        Vector512<int> exponent = Vector512.ShiftLeft(Vector512.ConvertToInt32Native(n) + Vector512.Create(127), 23);
        return e * exponent.AsSingle();
    }

    /// <summary>The same for eight values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        // The argument comes second, so that the comparison passes on what is not a number.
        x = Vector256.MinNative(Vector256.Create(Largest), x);
        x = Vector256.MaxNative(Vector256.Create(Smallest), x);

        // e^x = 2^n · e^r with |r| ≤ ln 2 / 2; ln 2 in two parts, the first exact in few bits.
        Vector256<float> n = Vector256.Round(x * Log2E);
        Vector256<float> r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-Ln2High), x);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-Ln2Low), r);

        Vector256<float> p = Vector256.Create(P5);
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(P4));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(P3));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(P2));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(P1));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(P0));
        // What rounding takes from 1 + r is added with the small term.
        Vector256<float> sum = r + Vector256<float>.One;
        Vector256<float> lost = r - (sum - Vector256<float>.One);
        Vector256<float> e = sum + Vector256.MultiplyAddEstimate(p, r * r, lost);

        Vector256<int> exponent = Vector256.ShiftLeft(Vector256.ConvertToInt32Native(n) + Vector256.Create(127), 23);
        return e * exponent.AsSingle();
    }
}
