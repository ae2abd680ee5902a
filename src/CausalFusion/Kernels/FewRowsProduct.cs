using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// x·Wᵀ for a few rows, where a call of the tensor library's costs more than it saves. Every value is the sum of 16 sums, in an order that depends
/// on the inputs' number alone: a row is the same whatever rows are beside it, and on any number of threads.
/// </summary>
internal static unsafe class FewRowsProduct
{
    // A weight is read once for so many rows, which are multiplied about as fast as one.
    private const int Rows = 4, Columns = 4, Lanes = 16;

    /// <summary>Multiplies.</summary>
    /// <param name="x">(M, K), contiguous.</param>
    /// <param name="weight">W, (N, K), contiguous.</param>
    /// <param name="result">(M, N), contiguous; written.</param>
    /// <typeparam name="T">The type of all three.</typeparam>
    public static void Forward<T>(Tensor x, Tensor weight, Tensor result)
        where T : unmanaged, IElement<T>
    {
        int rows = (int)x.shape[0], inputs = (int)x.shape[1], outputs = (int)weight.shape[0];
        T* a = TensorPointer.Of<T>(x), b = TensorPointer.Of<T>(weight), c = TensorPointer.Of<T>(result);
        int blocks = (outputs + Columns - 1) / Columns;
        long values = (long)Columns * inputs * rows / Rows;
        KernelThreads.For(blocks, values, (first, end) =>
        {
            for (int block = first; block < end; block++)
            {
                int column = block * Columns;
                T* weights = b + ((nint)column * inputs);
                if (column + Columns <= outputs)
                {
                    Block(a, weights, c + column, rows, inputs, outputs);
                    continue;
                }
                for (; column < outputs; column++, weights += inputs)
                {
                    for (nint row = 0; row < rows; row++)
                    {
                        T.Set(Dot(a + (row * inputs), weights, inputs), c + (row * outputs) + column);
                    }
                }
            }
        });
    }

    private static void Block<T>(T* x, T* weights, T* result, int rows, int inputs, int outputs)
        where T : unmanaged, IElement<T>
    {
        nint row = 0;
        if (Vector512.IsHardwareAccelerated) // else there are no registers for it
        {
            for (; row + Rows <= rows; row += Rows)
            {
                FourRows(x + (row * inputs), weights, result + (row * outputs), inputs, outputs);
            }
        }
        for (; row < rows; row++)
        {
            OneRow(x + (row * inputs), weights, result + (row * outputs), inputs);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<T>(T* x, T* weights, T* result, int inputs, nint outputs)
        where T : unmanaged, IElement<T>
    {
        Vector512<float> c00 = default, c01 = default, c02 = default, c03 = default, c10 = default, c11 = default, c12 = default, c13 = default;
        Vector512<float> c20 = default, c21 = default, c22 = default, c23 = default, c30 = default, c31 = default, c32 = default, c33 = default;
        T* x1 = x + inputs, x2 = x1 + inputs, x3 = x2 + inputs, w1 = weights + inputs, w2 = w1 + inputs, w3 = w2 + inputs;
        int k = 0;
        for (; k + Lanes <= inputs; k += Lanes)
        {
            Vector512<float> b0 = T.Load(weights + k), b1 = T.Load(w1 + k), b2 = T.Load(w2 + k), b3 = T.Load(w3 + k), a = T.Load(x + k);
            c00 = Vector512.MultiplyAddEstimate(a, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(a, b1, c01);
            c02 = Vector512.MultiplyAddEstimate(a, b2, c02);
            c03 = Vector512.MultiplyAddEstimate(a, b3, c03);
            a = T.Load(x1 + k);
            c10 = Vector512.MultiplyAddEstimate(a, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(a, b1, c11);
            c12 = Vector512.MultiplyAddEstimate(a, b2, c12);
            c13 = Vector512.MultiplyAddEstimate(a, b3, c13);
            a = T.Load(x2 + k);
            c20 = Vector512.MultiplyAddEstimate(a, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(a, b1, c21);
            c22 = Vector512.MultiplyAddEstimate(a, b2, c22);
            c23 = Vector512.MultiplyAddEstimate(a, b3, c23);
            a = T.Load(x3 + k);
            c30 = Vector512.MultiplyAddEstimate(a, b0, c30);
            c31 = Vector512.MultiplyAddEstimate(a, b1, c31);
            c32 = Vector512.MultiplyAddEstimate(a, b2, c32);
            c33 = Vector512.MultiplyAddEstimate(a, b3, c33);
        }
        Write(Sums(c00, c01, c02, c03), x, weights, result, k, inputs);
        Write(Sums(c10, c11, c12, c13), x1, weights, result + outputs, k, inputs);
        Write(Sums(c20, c21, c22, c23), x2, weights, result + (2 * outputs), k, inputs);
        Write(Sums(c30, c31, c32, c33), x3, weights, result + (3 * outputs), k, inputs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow<T>(T* x, T* weights, T* result, int inputs)
        where T : unmanaged, IElement<T>
    {
        Vector512<float> c0 = default, c1 = default, c2 = default, c3 = default;
        T* w1 = weights + inputs, w2 = w1 + inputs, w3 = w2 + inputs;
        int k = 0;
        for (; k + Lanes <= inputs; k += Lanes)
        {
            Vector512<float> a = T.Load(x + k);
            c0 = Vector512.MultiplyAddEstimate(a, T.Load(weights + k), c0);
            c1 = Vector512.MultiplyAddEstimate(a, T.Load(w1 + k), c1);
            c2 = Vector512.MultiplyAddEstimate(a, T.Load(w2 + k), c2);
            c3 = Vector512.MultiplyAddEstimate(a, T.Load(w3 + k), c3);
        }
        Write(Sums(c0, c1, c2, c3), x, weights, result, k, inputs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Dot<T>(T* x, T* weights, int inputs)
        where T : unmanaged, IElement<T>
    {
        Vector512<float> sums = default;
        int k = 0;
        for (; k + Lanes <= inputs; k += Lanes)
        {
            sums = Vector512.MultiplyAddEstimate(T.Load(x + k), T.Load(weights + k), sums);
        }
        float sum = VectorSum.Of(sums);
        for (; k < inputs; k++)
        {
            sum += T.Get(x + k) * T.Get(weights + k);
        }
        return sum;
    }

    /// <summary>The sum of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Sums(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        Vector128<float> qa = Quarter(a), qb = Quarter(b), qc = Quarter(c), qd = Quarter(d);
        return Vector128.Create(Vector128.Sum(qa), Vector128.Sum(qb), Vector128.Sum(qc), Vector128.Sum(qd));

        static Vector128<float> Quarter(Vector512<float> values)
        {
            Vector256<float> half = values.GetLower() + values.GetUpper();
            return half.GetLower() + half.GetUpper();
        }
    }

    /// <summary>Writes sums of one row, and adds the inputs that are left before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<T>(Vector128<float> sums, T* x, T* weights, T* result, int done, int inputs)
        where T : unmanaged, IElement<T>
    {
        if (done == inputs && typeof(T) == typeof(Float32Element))
        {
            sums.Store((float*)result);
            return;
        }
        for (int column = 0; column < Columns; column++, weights += inputs)
        {
            float sum = sums[column];
            for (int k = done; k < inputs; k++)
            {
                sum += T.Get(x + k) * T.Get(weights + k);
            }
            T.Set(sum, result + column);
        }
    }
}
