using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// The step from one branch of a transformer to the next: a branch's result and its bias are added to the residual stream, and the sum is normalized
/// (LayerNorm), in one pass. The stream is float32; what branches read and write may be bfloat16.
/// </summary>
internal static unsafe class ResidualNorm
{
    /// <summary>Adds and normalizes.</summary>
    /// <typeparam name="T">The branches' type.</typeparam>
    /// <param name="stream">The residual stream, (R, W).</param>
    /// <param name="branch">What is added to it, (R, W); null for nothing.</param>
    /// <param name="bias">What is added to every row, (W); null for nothing.</param>
    /// <param name="sum">The stream after it, (R, W), which may be <paramref name="stream"/> itself; written.</param>
    /// <param name="norm">The LayerNorm that follows.</param>
    /// <param name="normalized">The sum, normalized, (R, W); written; null where no norm follows.</param>
    /// <param name="statistics">Mean and reciprocal deviation of each row, (R, 2); written; null where they are not wanted.</param>
    public static void Forward<T>(
        Tensor stream, Tensor? branch, Tensor? bias, Tensor sum, RowNorm norm, Tensor? normalized, Tensor? statistics)
        where T : unmanaged, IElement<T>
    {
        (int rows, int width) = Shape(stream);
        float* from = TensorPointer.Of(stream), to = TensorPointer.Of(sum), shift = bias is null ? null : TensorPointer.Of(bias);
        float* weight = TensorPointer.Of(norm.Weight), offset = TensorPointer.Of(norm.Bias);
        float* moments = statistics is null ? null : TensorPointer.Of(statistics), none = null;
        T* added = branch is null ? null : TensorPointer.Of<T>(branch), output = normalized is null ? null : TensorPointer.Of<T>(normalized);
        KernelThreads.ForRows(rows, 3 * width, (_, start, end) =>
        {
            nint at = (nint)start * width;
            ForwardRows(
                from + at, added is null ? null : added + at, shift, to + at, weight, offset, norm.Epsilon, output is null ? null : output + at,
                moments == none ? none : moments + (2 * start), end - start, width);
        });
    }

    /// <summary>The same of some rows, on the caller's thread.</summary>
    /// <param name="stream">The first row of the residual stream.</param>
    /// <param name="branch">What is added to it; null for nothing.</param>
    /// <param name="bias">What is added to every row; null for nothing.</param>
    /// <param name="sum">The stream after it; written.</param>
    /// <param name="weight">γ.</param>
    /// <param name="offset">β.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="normalized">The sum, normalized; written; null where no norm follows.</param>
    /// <param name="moments">Mean and reciprocal deviation of each row; written; null where they are not wanted.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="width">Their width, and the distance from one to the next.</param>
    public static void ForwardRows<T>(
        float* stream, T* branch, float* bias, float* sum, float* weight, float* offset, float epsilon, T* normalized, float* moments, int rows,
        int width)
        where T : unmanaged, IElement<T>
    {
        for (nint row = 0; row < rows; row++)
        {
            nint at = row * width;
            if (branch is not null)
            {
                Add(stream + at, branch + at, bias, sum + at, width);
            }
            if (normalized is not null)
            {
                (float mean, float reciprocal) = NormRow.Statistics((Float32Element*)(sum + at), width, epsilon);
                Normalize(sum + at, mean, reciprocal, weight, offset, normalized + at, width);
                if (moments is not null)
                {
                    moments[2 * row] = mean;
                    moments[(2 * row) + 1] = reciprocal;
                }
            }
        }
    }

    /// <summary>Normalizes once more what <see cref="Forward"/> summed.</summary>
    /// <param name="sum">As <see cref="Forward"/> wrote it.</param>
    /// <param name="statistics">As <see cref="Forward"/> wrote them.</param>
    /// <param name="norm">The LayerNorm.</param>
    /// <param name="normalized">Written.</param>
    public static void Again<T>(Tensor sum, Tensor statistics, RowNorm norm, Tensor normalized)
        where T : unmanaged, IElement<T>
    {
        (int rows, int width) = Shape(sum);
        float* x = TensorPointer.Of(sum), moments = TensorPointer.Of(statistics), weight = TensorPointer.Of(norm.Weight),
            offset = TensorPointer.Of(norm.Bias);
        T* output = TensorPointer.Of<T>(normalized);
        KernelThreads.ForRows(rows, 2 * width, (_, start, end) =>
        {
            for (nint row = start; row < end; row++)
            {
                Normalize(x + (row * width), moments[2 * row], moments[(2 * row) + 1], weight, offset, output + (row * width), width);
            }
        });
    }

    /// <summary>Takes the gradient through a norm to the residual stream, and adds what the stream already carries.</summary>
    /// <param name="normalizedGradient">That of the normalized sum, (R, W).</param>
    /// <param name="sum">As <see cref="Forward"/> wrote it.</param>
    /// <param name="statistics">As <see cref="Forward"/> wrote them.</param>
    /// <param name="norm">The LayerNorm.</param>
    /// <param name="carried">In: the gradient that reaches the sum past the norm, (R, W). Out: the whole one.</param>
    /// <param name="rounded">The whole gradient in the branches' type, (R, W); written; null where it is not wanted.</param>
    /// <param name="parts">
    /// Over each block of rows: the gradients of the norm's weight and bias, and the sum of the whole gradient, (blocks, 3, W); written.
    /// </param>
    public static void Backward<T>(
        Tensor normalizedGradient, Tensor sum, Tensor statistics, RowNorm norm, Tensor carried, Tensor? rounded, Tensor parts)
        where T : unmanaged, IElement<T>
    {
        (int rows, int width) = Shape(sum);
        float* x = TensorPointer.Of(sum), moments = TensorPointer.Of(statistics), weight = TensorPointer.Of(norm.Weight),
            whole = TensorPointer.Of(carried), sums = TensorPointer.Of(parts);
        T* given = TensorPointer.Of<T>(normalizedGradient), copy = rounded is null ? null : TensorPointer.Of<T>(rounded);
        KernelThreads.ForRows(rows, 4 * width, (block, start, end) =>
        {
            float* own = sums + ((nint)block * 3 * width);
            new Span<float>(own, 3 * width).Clear();
            for (nint row = start; row < end; row++)
            {
                nint at = row * width;
                BackwardRow(
                    given + at, x + at, moments[2 * row], moments[(2 * row) + 1], weight, whole + at, copy is null ? null : copy + at, own, width);
            }
        });
    }

    private static (int Rows, int Width) Shape(Tensor matrix) => ((int)matrix.shape[0], (int)matrix.shape[1]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<T>(float* x, T* branch, float* bias, float* y, int width)
        where T : unmanaged, IElement<T>
    {
        int i = 0;
        for (; i + 16 <= width; i += 16)
        {
            Vector512<float> added = T.Load(branch + i);
            (Vector512.Load(x + i) + (bias is null ? added : added + Vector512.Load(bias + i))).Store(y + i);
        }
        for (; i < width; i++)
        {
            y[i] = x[i] + (T.Get(branch + i) + (bias is null ? 0 : bias[i]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Normalize<T>(float* x, float mean, float reciprocal, float* weight, float* bias, T* y, int width)
        where T : unmanaged, IElement<T>
    {
        int i = 0;
        Vector512<float> means = Vector512.Create(mean);
        for (; i + 16 <= width; i += 16)
        {
            Vector512<float> normalized = (Vector512.Load(x + i) - means) * reciprocal;
            T.Store(Vector512.MultiplyAddEstimate(normalized, Vector512.Load(weight + i), Vector512.Load(bias + i)), y + i);
        }
        for (; i < width; i++)
        {
            T.Set(((x[i] - mean) * reciprocal * weight[i]) + bias[i], y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardRow<T>(
        T* given, float* x, float mean, float reciprocal, float* weight, float* carried, T* copy, float* sums, int width)
        where T : unmanaged, IElement<T>
    {
        float* weightGradient = sums, biasGradient = sums + width, total = biasGradient + width;
        (float sum, float dot) = NormRow.AddWeightGradients(
            (Float32Element*)x, mean, reciprocal, weight, given, scale: 1, weightGradient, biasGradient, width);
        Vector512<float> means = Vector512.Create(mean), shift = Vector512.Create(sum);
        int i = 0;
        for (; i + 16 <= width; i += 16)
        {
            Vector512<float> normalized = (Vector512.Load(x + i) - means) * reciprocal, gradient = T.Load(given + i) * Vector512.Load(weight + i);
            Vector512<float> whole = Vector512.Load(carried + i) + ((gradient - shift - (normalized * dot)) * reciprocal);
            whole.Store(carried + i);
            (whole + Vector512.Load(total + i)).Store(total + i);
            if (copy is not null)
            {
                T.Store(whole, copy + i);
            }
        }
        for (; i < width; i++)
        {
            float normalized = (x[i] - mean) * reciprocal;
            float whole = carried[i] + (((T.Get(given + i) * weight[i]) - sum - (normalized * dot)) * reciprocal);
            carried[i] = whole;
            total[i] += whole;
            if (copy is not null)
            {
                T.Set(whole, copy + i);
            }
        }
    }
}
