using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Numeric;

internal static class Softmax
{
    /// <summary>Replaces scores by probabilities; returns log Σ exp(score).</summary>
    public static double Apply(Span<float> scores)
    {
        float max = float.NegativeInfinity;
        foreach (float score in scores)
            max = MathF.Max(max, score);
        ref float s = ref MemoryMarshal.GetReference(scores);
        double sum = 0;
        int i = 0;
        for (; i + Vector256<float>.Count <= scores.Length; i += Vector256<float>.Count)
        {
            Vector256<float> exp = Vector256.Exp(Vector256.LoadUnsafe(ref s, (nuint)i) - Vector256.Create(max));
            exp.StoreUnsafe(ref s, (nuint)i);
            sum += Vector256.Sum(exp);
        }
        for (; i < scores.Length; i++)
            sum += scores[i] = MathF.Exp(scores[i] - max);
        float scale = (float)(1 / sum);
        for (i = 0; i < scores.Length; i++)
            scores[i] *= scale;
        return max + Math.Log(sum);
    }
}
