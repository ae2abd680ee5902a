using System.Runtime.Intrinsics;

namespace CausalFusion.Attention;

/// <summary>LayerNorm over one head's values of one token (QK-norm), forward and backward.</summary>
internal static unsafe class HeadNorm
{
    /// <summary>y = ((x − mean)/deviation · weight + bias) · scale.</summary>
    public static void Forward(float* x, float* weight, float* bias, float* y, int width, float epsilon, float scale)
    {
        (float mean, float reciprocal) = Statistics(x, width, epsilon);
        for (int i = 0; i < width; i++)
        {
            y[i] = (((x[i] - mean) * reciprocal * weight[i]) + bias[i]) * scale;
        }
    }

    /// <summary>Gradients of <see cref="Forward"/>, given that of y: of x is written, of weight and bias is added.</summary>
    public static void Backward(
        float* x, float* weight, float* yGradient, float* xGradient, float* weightGradient, float* biasGradient, int width, float epsilon, float scale)
    {
        (float mean, float reciprocal) = Statistics(x, width, epsilon);
        float sum = 0, dot = 0;
        for (int i = 0; i < width; i++)
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
        for (int i = 0; i < width; i++)
        {
            float normalized = (x[i] - mean) * reciprocal;
            xGradient[i] = ((yGradient[i] * scale * weight[i]) - sum - (normalized * dot)) * reciprocal;
        }
    }

    private static (float Mean, float Reciprocal) Statistics(float* x, int width, float epsilon)
    {
        float mean = Sum(x, width, 0) / width;
        float variance = SumOfSquares(x, width, mean) / width;
        return (mean, 1 / MathF.Sqrt(variance + epsilon));
    }

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
