using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CausalFusion.Kernels;

namespace CausalFusion.Attention;

/// <summary>
/// Attention of one head over an attention layout, on buffers that are normalized and scaled already. What is masked is never computed.
/// </summary>
internal static unsafe class AttentionHead
{
    /// <summary>Softmax(Q·Kᵀ)·V for every query.</summary>
    /// <param name="shape">The sizes and the layout.</param>
    /// <param name="scratch">Holds Q (scaled), Kᵀ and V.</param>
    /// <param name="output">Where the head's part of the first token's output goes.</param>
    /// <param name="outputStride">Distance from one token's output to the next.</param>
    /// <param name="buffer">One padded block of outputs.</param>
    public static void Forward<T>(AttentionShape shape, AttentionScratch scratch, T* output, nint outputStride, float* buffer)
        where T : unmanaged, IElement<T>
    {
        int d = shape.PaddedDimension;
        foreach (AttentionRun run in shape.Layout.Runs)
        {
            for (int start = run.QueryStart; start < run.QueryEnd; start += AttentionScratch.QueryBlock)
            {
                int count = Math.Min(AttentionScratch.QueryBlock, run.QueryEnd - start);
                Probabilities(run, scratch, scratch.Queries + ((nint)start * d), count, d);
                OverKeys(run, scratch, scratch.Scores, scratch.Values, buffer, count, d);
                ElementRows.Write(buffer, d, output + (start * outputStride), outputStride, count, shape.HeadDimension);
            }
        }
    }

    /// <summary>The gradients of Q, K and V, given the output's; the probabilities are computed again.</summary>
    /// <param name="shape">The sizes and the layout.</param>
    /// <param name="scratch">Holds Q (scaled), K, Kᵀ, V, Vᵀ and the output's gradient; receives the gradients.</param>
    public static void Backward(AttentionShape shape, AttentionScratch scratch)
    {
        int d = shape.PaddedDimension, stride = scratch.ScoreStride;
        nint keyMatrix = (nint)shape.Layout.Keys * d;
        new Span<float>(scratch.KeyGradient, (int)keyMatrix).Clear();
        new Span<float>(scratch.ValueGradient, (int)keyMatrix).Clear();
        foreach (AttentionRun run in shape.Layout.Runs)
        {
            for (int start = run.QueryStart; start < run.QueryEnd; start += AttentionScratch.QueryBlock)
            {
                int count = Math.Min(AttentionScratch.QueryBlock, run.QueryEnd - start), group = run.GroupEnd - run.GroupStart;
                float* queries = scratch.Queries + ((nint)start * d), outputGradient = scratch.OutputGradient + ((nint)start * d);
                Probabilities(run, scratch, queries, count, d);
                Scores(run, scratch, outputGradient, scratch.ValuesTransposed, scratch.ScoreGradient, count, d);

                // dV += Pᵀ·dO
                SmallGemm.Multiply(scratch.Scores, 1, stride, outputGradient, d, scratch.ValueGradient, d, run.PrefixEnd, d, count, accumulate: true);
                SmallGemm.Multiply(
                    scratch.Scores + run.PrefixEnd, 1, stride, outputGradient, d, scratch.ValueGradient + ((nint)run.GroupStart * d), d, group, d,
                    count, accumulate: true);

                for (int i = 0; i < count; i++)
                {
                    SoftmaxBackward(scratch.Scores + ((nint)i * stride), scratch.ScoreGradient + ((nint)i * stride), run.VisibleKeys);
                }

                // dQ = dS·K and dK += dSᵀ·Q
                OverKeys(run, scratch, scratch.ScoreGradient, scratch.Keys, scratch.QueryGradient + ((nint)start * d), count, d);
                SmallGemm.Multiply(scratch.ScoreGradient, 1, stride, queries, d, scratch.KeyGradient, d, run.PrefixEnd, d, count, accumulate: true);
                SmallGemm.Multiply(
                    scratch.ScoreGradient + run.PrefixEnd, 1, stride, queries, d, scratch.KeyGradient + ((nint)run.GroupStart * d), d, group, d,
                    count, accumulate: true);
            }
        }
    }

    private static void Probabilities(AttentionRun run, AttentionScratch scratch, float* queries, int count, int d)
    {
        Scores(run, scratch, queries, scratch.KeysTransposed, scratch.Scores, count, d);
        for (int i = 0; i < count; i++)
        {
            Softmax(scratch.Scores + ((nint)i * scratch.ScoreStride), run.VisibleKeys);
        }
    }

    /// <summary>
    /// rows · columnsᵀ over the keys of a run, side by side: the prefix, then the group, whose first block overwrites the prefix's overhang.
    /// </summary>
    private static void Scores(AttentionRun run, AttentionScratch scratch, float* rows, float* columns, float* scores, int count, int d)
    {
        SmallGemm.Multiply(rows, d, 1, columns, scratch.KeyStride, scores, scratch.ScoreStride, count, run.PrefixEnd, d, accumulate: false);
        SmallGemm.Multiply(
            rows, d, 1, columns + run.GroupStart, scratch.KeyStride, scores + run.PrefixEnd, scratch.ScoreStride, count,
            run.GroupEnd - run.GroupStart, d, accumulate: false);
    }

    /// <summary>weights · matrix, summed over the keys of a run.</summary>
    private static void OverKeys(AttentionRun run, AttentionScratch scratch, float* weights, float* matrix, float* result, int count, int d)
    {
        SmallGemm.Multiply(weights, scratch.ScoreStride, 1, matrix, d, result, d, count, d, run.PrefixEnd, accumulate: false);
        if (run.GroupEnd > run.GroupStart)
        {
            SmallGemm.Multiply(
                weights + run.PrefixEnd, scratch.ScoreStride, 1, matrix + ((nint)run.GroupStart * d), d, result, d, count, d,
                run.GroupEnd - run.GroupStart, accumulate: true);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax(float* row, int count)
    {
        // What lies behind the last score is scratch: as −∞ it does not change the largest, and its probability is 0. A score that is not a number
        // may be passed over by the largest, but not by the sum.
        int last = (count - 1) / 16 * 16;
        Vector512<float> isScore = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count - last)).AsSingle();
        Vector512<float> tail = Vector512.ConditionalSelect(isScore, Vector512.Load(row + last), Vector512.Create(float.NegativeInfinity));
        Vector512<float> largest = tail;
        for (int i = 0; i < last; i += 16)
        {
            largest = Vector512.MaxNative(largest, Vector512.Load(row + i));
        }
        Vector256<float> half = Vector256.MaxNative(largest.GetLower(), largest.GetUpper());
        Vector128<float> quarter = Vector128.MaxNative(half.GetLower(), half.GetUpper());
        quarter = Vector128.MaxNative(quarter, Vector128.Shuffle(quarter, Vector128.Create(2, 3, 0, 1)));
        quarter = Vector128.MaxNative(quarter, Vector128.Shuffle(quarter, Vector128.Create(1, 0, 3, 2)));

        Vector512<float> sums = default, shift = Vector512.Create(quarter.ToScalar());
        for (int i = 0; i < last; i += 16)
        {
            Vector512<float> e = VectorExponential.Exp(Vector512.Load(row + i) - shift);
            e.Store(row + i);
            sums += e;
        }
        tail = Vector512.ConditionalSelect(isScore, VectorExponential.Exp(tail - shift), Vector512<float>.Zero);
        Vector512<float> reciprocal = Vector512.Create(1 / VectorSum.Of(sums + tail));
        for (int i = 0; i < last; i += 16)
        {
            (Vector512.Load(row + i) * reciprocal).Store(row + i);
        }
        (tail * reciprocal).Store(row + last);
    }

    /// <summary>Turns the gradient of the probabilities into that of the scores: p·(g − Σ p·g).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SoftmaxBackward(float* probabilities, float* gradient, int count)
    {
        Vector512<float> dots = default;
        int i = 0;
        for (; i + 16 <= count; i += 16)
        {
            dots = Vector512.MultiplyAddEstimate(Vector512.Load(probabilities + i), Vector512.Load(gradient + i), dots);
        }
        float dot = VectorSum.Of(dots);
        for (; i < count; i++)
        {
            dot += probabilities[i] * gradient[i];
        }
        Vector512<float> shift = Vector512.Create(dot);
        for (i = 0; i < count; i += 16)
        {
            (Vector512.Load(probabilities + i) * (Vector512.Load(gradient + i) - shift)).Store(gradient + i);
        }
    }
}
