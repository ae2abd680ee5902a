using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CausalFusion.Attention;

/// <summary>LayerNorm over one head's values of one token (QK-norm), forward and backward.</summary>
internal static unsafe class HeadNorm
{
    /// <summary>y = ((x − mean)/deviation · weight + bias) · scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(float* x, float* weight, float* bias, float* y, int width, float epsilon, float scale)
    {
        (float mean, float reciprocal) = Statistics(x, width, epsilon);
        Vector256<float> means = Vector256.Create(mean);
        int i = 0;
        for (; i + 8 <= width; i += 8)
        {
            Vector256<float> normalized = (Vector256.Load(x + i) - means) * reciprocal;
            (Vector256.MultiplyAddEstimate(normalized, Vector256.Load(weight + i), Vector256.Load(bias + i)) * scale).Store(y + i);
        }
        for (; i < width; i++)
        {
            y[i] = (((x[i] - mean) * reciprocal * weight[i]) + bias[i]) * scale;
        }
    }

    /// <summary>Gradients of <see cref="Forward"/>, given that of y: of x is written, of weight and bias is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(
        float* x, float* weight, float* yGradient, float* xGradient, float* weightGradient, float* biasGradient, int width, float epsilon,
        float scale)
    {
        (float mean, float reciprocal) = Statistics(x, width, epsilon);
        Vector256<float> means = Vector256.Create(mean), sums = default, dots = default;
        int i = 0;
        for (; i + 8 <= width; i += 8)
        {
            Vector256<float> normalized = (Vector256.Load(x + i) - means) * reciprocal, gradient = Vector256.Load(yGradient + i) * scale;
            Vector256.MultiplyAddEstimate(gradient, normalized, Vector256.Load(weightGradient + i)).Store(weightGradient + i);
            (gradient + Vector256.Load(biasGradient + i)).Store(biasGradient + i);
            gradient *= Vector256.Load(weight + i);
            sums += gradient;
            dots = Vector256.MultiplyAddEstimate(gradient, normalized, dots);
        }
        float sum = Vector256.Sum(sums), dot = Vector256.Sum(dots);
        for (; i < width; i++)
        {
            float normalized = (x[i] - mean) * reciprocal, gradient = yGradient[i] * scale;
            weightGradient[i] += gradient * normalized;
            biasGradient[i] += gradient;
            gradient *= weight[i];
            sum += gradient;
            dot += gradient * normalized;
        }
        sum /= width;
        dot /= width;
        Vector256<float> shift = Vector256.Create(sum);
        for (i = 0; i + 8 <= width; i += 8)
        {
            Vector256<float> normalized = (Vector256.Load(x + i) - means) * reciprocal,
                gradient = Vector256.Load(yGradient + i) * scale * Vector256.Load(weight + i);
            ((gradient - shift - (normalized * dot)) * reciprocal).Store(xGradient + i);
        }
        for (; i < width; i++)
        {
            float normalized = (x[i] - mean) * reciprocal;
            xGradient[i] = ((yGradient[i] * scale * weight[i]) - sum - (normalized * dot)) * reciprocal;
        }
    }

    /// <summary>y = x · scale: what stands in the norm's place where there is none, and is its own backward.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* x, float* y, int width, float scale)
    {
        int i = 0;
        for (; i + 8 <= width; i += 8)
        {
            (Vector256.Load(x + i) * scale).Store(y + i);
        }
        for (; i < width; i++)
        {
            y[i] = x[i] * scale;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (float Mean, float Reciprocal) Statistics(float* x, int width, float epsilon)
    {
        float mean = Sum(x, width, 0) / width;
        float variance = SumOfSquares(x, width, mean) / width;
        return (mean, 1 / MathF.Sqrt(variance + epsilon));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(float* x, int width, float start)
    {
        Vector256<float> sums = default;
        int i = 0;
        for (; i + 8 <= width; i += 8)
        {
            sums += Vector256.Load(x + i);
        }
        for (; i < width; i++)
        {
            start += x[i];
        }
        return start + Vector256.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOfSquares(float* x, int width, float mean)
    {
        Vector256<float> sums = default, means = Vector256.Create(mean);
        int i = 0;
        for (; i + 8 <= width; i += 8)
        {
            Vector256<float> difference = Vector256.Load(x + i) - means;
            sums += difference * difference;
        }
        float rest = 0;
        for (; i < width; i++)
        {
            rest += (x[i] - mean) * (x[i] - mean);
        }
        return rest + Vector256.Sum(sums);
    }
}
