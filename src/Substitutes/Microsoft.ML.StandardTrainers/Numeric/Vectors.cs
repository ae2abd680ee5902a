using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Numeric;

/// <summary>Operations on parameter vectors: stored in single precision, summed in double.</summary>
internal static class Vectors
{
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float x = ref MemoryMarshal.GetReference(a);
        ref float y = ref MemoryMarshal.GetReference(b[..a.Length]);
        Vector256<double> low = default, high = default;
        int i = 0;
        for (; i + Vector256<float>.Count <= a.Length; i += Vector256<float>.Count)
        {
            (Vector256<double> xLow, Vector256<double> xHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref x, (nuint)i));
            (Vector256<double> yLow, Vector256<double> yHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref y, (nuint)i));
            low += xLow * yLow;
            high += xHigh * yHigh;
        }
        double sum = Vector256.Sum(low + high);
        for (; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }

    public static double Norm(ReadOnlySpan<float> a) => Math.Sqrt(Dot(a, a));

    /// <summary>target += factor · a.</summary>
    public static void AddScaled(ReadOnlySpan<float> a, double factor, Span<float> target)
    {
        float scale = (float)factor;
        for (int i = 0; i < a.Length; i++)
            target[i] += scale * a[i];
    }

    public static void Scale(Span<float> a, double factor)
    {
        float scale = (float)factor;
        for (int i = 0; i < a.Length; i++)
            a[i] *= scale;
    }

    /// <summary>target = a + factor · b.</summary>
    public static void SumScaled(ReadOnlySpan<float> a, double factor, ReadOnlySpan<float> b, Span<float> target)
    {
        float scale = (float)factor;
        for (int i = 0; i < a.Length; i++)
            target[i] = a[i] + scale * b[i];
    }
}
