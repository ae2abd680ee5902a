using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CausalFusion.Kernels;

namespace CausalFusion.Attention;

/// <summary>LayerNorm over one head's values of each token (QK-norm), forward and backward.</summary>
internal static unsafe class HeadNorm
{
    /// <summary>y = ((x − mean)/deviation · weight + bias) · scale.</summary>
    /// <param name="x">The first token's values.</param>
    /// <param name="stride">Distance from one token's to the next one's.</param>
    /// <param name="tokens">How many tokens.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="bias">The bias.</param>
    /// <param name="y">Where the first token's go; written.</param>
    /// <param name="yStride">Distance from one token's to the next one's.</param>
    /// <param name="width">The values of a token.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="scale">What all is multiplied with.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<T>(
        T* x, nint stride, int tokens, float* weight, float* bias, float* y, nint yStride, int width, float epsilon, float scale)
        where T : unmanaged, IElement<T>
    {
        for (int t = 0; t < tokens; t++, x += stride, y += yStride)
        {
            (float mean, float reciprocal) = NormRow.Statistics(x, width, epsilon);
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
    }

    /// <summary>Gradients of <see cref="Forward"/> for one token, given that of y: of x is written, of weight and bias is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<T>(
        T* x, float* weight, float* yGradient, T* xGradient, float* weightGradient, float* biasGradient, int width, float epsilon,
        float scale)
        where T : unmanaged, IElement<T>
    {
        (float mean, float reciprocal) = NormRow.Statistics(x, width, epsilon);
        (float sum, float dot) = NormRow.AddWeightGradients(
            x, mean, reciprocal, weight, (Float32Element*)yGradient, scale, weightGradient, biasGradient, width);
        Vector512<float> means = Vector512.Create(mean), shift = Vector512.Create(sum);
        int i = 0;
        for (; i + 16 <= width; i += 16)
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
}
