using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CausalFusion.Kernels;

/// <summary>What every LayerNorm computes of a row.</summary>
internal static unsafe class NormRow
{
    /// <summary>The mean, and 1/√(variance + ε).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float Mean, float Reciprocal) Statistics<T>(T* x, int width, float epsilon)
        where T : unmanaged, IElement<T>
    {
        Vector512<float> sums = default;
        int i = 0;
        for (; i + 16 <= width; i += 16)
        {
            sums += T.Load(x + i);
        }
        float sum = VectorSum.Of(sums);
        for (; i < width; i++)
        {
            sum += T.Get(x + i);
        }
        float mean = sum / width;
        Vector512<float> squares = default, means = Vector512.Create(mean);
        for (i = 0; i + 16 <= width; i += 16)
        {
            Vector512<float> difference = T.Load(x + i) - means;
            squares += difference * difference;
        }
        float square = VectorSum.Of(squares);
        for (; i < width; i++)
        {
            square += (T.Get(x + i) - mean) * (T.Get(x + i) - mean);
        }
        return (mean, 1 / MathF.Sqrt((square / width) + epsilon));
    }

    /// <summary>
    /// Adds g·n and g to the gradients of weight and bias, with g the scaled gradient of the norm's output and n the normalized row.
    /// </summary>
    /// <returns>The means of g·weight and of g·weight·n; the gradient of x is (g·weight − the first − n·the second)·reciprocal.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float Mean, float Dot) AddWeightGradients<TX, TG>(
        TX* x, float mean, float reciprocal, float* weight, TG* given, float scale, float* weightGradient, float* biasGradient, int width)
        where TX : unmanaged, IElement<TX>
        where TG : unmanaged, IElement<TG>
    {
        Vector512<float> means = Vector512.Create(mean), sums = default, dots = default;
        int i = 0;
        for (; i + 16 <= width; i += 16)
        {
            Vector512<float> normalized = (TX.Load(x + i) - means) * reciprocal, gradient = TG.Load(given + i) * scale;
            Vector512.MultiplyAddEstimate(gradient, normalized, Vector512.Load(weightGradient + i)).Store(weightGradient + i);
            (gradient + Vector512.Load(biasGradient + i)).Store(biasGradient + i);
            gradient *= Vector512.Load(weight + i);
            sums += gradient;
            dots = Vector512.MultiplyAddEstimate(gradient, normalized, dots);
        }
        float sum = VectorSum.Of(sums), dot = VectorSum.Of(dots);
        for (; i < width; i++)
        {
            float normalized = (TX.Get(x + i) - mean) * reciprocal, gradient = TG.Get(given + i) * scale;
            weightGradient[i] += gradient * normalized;
            biasGradient[i] += gradient;
            gradient *= weight[i];
            sum += gradient;
            dot += gradient * normalized;
        }
        return (sum / width, dot / width);
    }
}
