using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CausalFusion.Kernels;

namespace CausalFusion.Attention;

/// <summary>LayerNorm over one head's values of one token (QK-norm), forward and backward.</summary>
internal static unsafe class HeadNorm
{
    /// <summary>y = ((x − mean)/deviation · weight + bias) · scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<T>(T* x, float* weight, float* bias, float* y, int width, float epsilon, float scale)
        where T : unmanaged, IElement<T>
    {
        if (width == 32)
        {
            (Vector512<float> first, Vector512<float> second, _) = Normalized(x, epsilon);
            (Vector512.MultiplyAddEstimate(first, Vector512.Load(weight), Vector512.Load(bias)) * scale).Store(y);
            (Vector512.MultiplyAddEstimate(second, Vector512.Load(weight + 16), Vector512.Load(bias + 16)) * scale).Store(y + 16);
            return;
        }
        (float mean, float reciprocal) = Statistics(x, width, epsilon);
        Vector512<float> means = Vector512.Create(mean);
        int i = 0;
        for (; i + 16 <= width; i += 16)
        {
            Vector512<float> normalized = (T.Load(x + i) - means) * reciprocal;
            (Vector512.MultiplyAddEstimate(normalized, Vector512.Load(weight + i), Vector512.Load(bias + i)) * scale).Store(y + i);
        }
        for (; i < width; i++)
        {
            y[i] = (((T.Get(x + i) - mean) * reciprocal * weight[i]) + bias[i]) * scale;
        }
    }

    /// <summary>Gradients of <see cref="Forward"/>, given that of y: of x is written, of weight and bias is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<T>(
        T* x, float* weight, float* yGradient, T* xGradient, float* weightGradient, float* biasGradient, int width, float epsilon,
        float scale)
        where T : unmanaged, IElement<T>
    {
        if (width == 32)
        {
            Backward32(x, weight, yGradient, xGradient, weightGradient, biasGradient, epsilon, scale);
            return;
        }
        (float mean, float reciprocal) = Statistics(x, width, epsilon);
        Vector512<float> means = Vector512.Create(mean), sums = default, dots = default;
        int i = 0;
        for (; i + 16 <= width; i += 16)
        {
            Vector512<float> normalized = (T.Load(x + i) - means) * reciprocal, gradient = Vector512.Load(yGradient + i) * scale;
            Vector512.MultiplyAddEstimate(gradient, normalized, Vector512.Load(weightGradient + i)).Store(weightGradient + i);
            (gradient + Vector512.Load(biasGradient + i)).Store(biasGradient + i);
            gradient *= Vector512.Load(weight + i);
            sums += gradient;
            dots = Vector512.MultiplyAddEstimate(gradient, normalized, dots);
        }
        float sum = Vector512.Sum(sums), dot = Vector512.Sum(dots);
        for (; i < width; i++)
        {
            float normalized = (T.Get(x + i) - mean) * reciprocal, gradient = yGradient[i] * scale;
            weightGradient[i] += gradient * normalized;
            biasGradient[i] += gradient;
            gradient *= weight[i];
            sum += gradient;
            dot += gradient * normalized;
        }
        sum /= width;
        dot /= width;
        Vector512<float> shift = Vector512.Create(sum);
        for (i = 0; i + 16 <= width; i += 16)
        {
            Vector512<float> normalized = (T.Load(x + i) - means) * reciprocal,
                gradient = Vector512.Load(yGradient + i) * scale * Vector512.Load(weight + i);
            T.Store((gradient - shift - (normalized * dot)) * reciprocal, xGradient + i);
        }
        for (; i < width; i++)
        {
            float normalized = (T.Get(x + i) - mean) * reciprocal;
            T.Set(((yGradient[i] * scale * weight[i]) - sum - (normalized * dot)) * reciprocal, xGradient + i);
        }
    }

    /// <summary>The usual width, of which all stays in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Backward32<T>(
        T* x, float* weight, float* yGradient, T* xGradient, float* weightGradient, float* biasGradient, float epsilon, float scale)
        where T : unmanaged, IElement<T>
    {
        (Vector512<float> n0, Vector512<float> n1, float reciprocal) = Normalized(x, epsilon);
        Vector512<float> g0 = Vector512.Load(yGradient) * scale, g1 = Vector512.Load(yGradient + 16) * scale;
        Vector512.MultiplyAddEstimate(g0, n0, Vector512.Load(weightGradient)).Store(weightGradient);
        Vector512.MultiplyAddEstimate(g1, n1, Vector512.Load(weightGradient + 16)).Store(weightGradient + 16);
        (g0 + Vector512.Load(biasGradient)).Store(biasGradient);
        (g1 + Vector512.Load(biasGradient + 16)).Store(biasGradient + 16);
        g0 *= Vector512.Load(weight);
        g1 *= Vector512.Load(weight + 16);
        Vector512<float> mean = Vector512.Create(Vector512.Sum(g0 + g1) / 32);
        Vector512<float> dot = Vector512.Create(Vector512.Sum(Vector512.MultiplyAddEstimate(g0, n0, g1 * n1)) / 32);
        T.Store((g0 - mean - (n0 * dot)) * reciprocal, xGradient);
        T.Store((g1 - mean - (n1 * dot)) * reciprocal, xGradient + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> First, Vector512<float> Second, float Reciprocal) Normalized<T>(T* x, float epsilon)
        where T : unmanaged, IElement<T>
    {
        Vector512<float> first = T.Load(x), second = T.Load(x + 16);
        Vector512<float> mean = Vector512.Create(Vector512.Sum(first + second) / 32);
        first -= mean;
        second -= mean;
        float variance = Vector512.Sum(Vector512.MultiplyAddEstimate(first, first, second * second)) / 32;
        float reciprocal = 1 / MathF.Sqrt(variance + epsilon);
        return (first * reciprocal, second * reciprocal, reciprocal);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (float Mean, float Reciprocal) Statistics<T>(T* x, int width, float epsilon)
        where T : unmanaged, IElement<T>
    {
        float mean = Sum(x, width, 0) / width;
        float variance = SumOfSquares(x, width, mean) / width;
        return (mean, 1 / MathF.Sqrt(variance + epsilon));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum<T>(T* x, int width, float start)
        where T : unmanaged, IElement<T>
    {
        Vector512<float> sums = default;
        int i = 0;
        for (; i + 16 <= width; i += 16)
        {
            sums += T.Load(x + i);
        }
        for (; i < width; i++)
        {
            start += T.Get(x + i);
        }
        return start + Vector512.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOfSquares<T>(T* x, int width, float mean)
        where T : unmanaged, IElement<T>
    {
        Vector512<float> sums = default, means = Vector512.Create(mean);
        int i = 0;
        for (; i + 16 <= width; i += 16)
        {
            Vector512<float> difference = T.Load(x + i) - means;
            sums += difference * difference;
        }
        float rest = 0;
        for (; i < width; i++)
        {
            rest += (T.Get(x + i) - mean) * (T.Get(x + i) - mean);
        }
        return rest + Vector512.Sum(sums);
    }
}
