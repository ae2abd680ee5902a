using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>tanh-GELU in one pass over rows of float32 or bfloat16 values.</summary>
internal static unsafe class FusedGelu
{
    /// <summary>Whether the kernel can be used on a tensor.</summary>
    public static bool IsSupported(Tensor x) => TensorPointer.IsComputable(x);

    /// <summary>The activation, with its gradient.</summary>
    /// <returns>A tensor of the same shape, in the caller's dispose scope.</returns>
    public static Tensor Apply(Tensor x) => is_grad_enabled() ? Function.apply(x) : Forward(x);

    /// <summary>GELU(x + b) for each row.</summary>
    /// <param name="x">Contiguous, of R·W values.</param>
    /// <param name="bias">b, float32, of W values; null for none.</param>
    /// <param name="y">Of x's type and size, or x itself; written.</param>
    public static void Forward<T>(Tensor x, Tensor? bias, Tensor y)
        where T : unmanaged, IElement<T>
    {
        (int rows, int width) = Rows(x, bias);
        T* input = TensorPointer.Of<T>(x), output = TensorPointer.Of<T>(y);
        float* shift = bias is null ? null : TensorPointer.Of(bias);
        KernelThreads.ForRows(rows, width, (_, start, end) =>
        {
            nint at = (nint)start * width;
            ForwardRows(input + at, shift, output + at, end - start, width);
        });
    }

    /// <summary>The same of some rows, on the caller's thread.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="bias">b; null for none.</param>
    /// <param name="y">The first row of the values, which may be <paramref name="x"/>; written.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="width">Their width, and the distance from one to the next.</param>
    public static void ForwardRows<T>(T* x, float* bias, T* y, int rows, int width)
        where T : unmanaged, IElement<T>
    {
        for (nint row = 0; row < rows; row++)
        {
            ForwardRow(x + (row * width), bias, y + (row * width), width);
        }
    }

    /// <summary>The gradient of <see cref="Forward"/>, and its value once more.</summary>
    /// <param name="x">As in <see cref="Forward"/>.</param>
    /// <param name="bias">As in <see cref="Forward"/>.</param>
    /// <param name="gradient">In: the gradient of the value. Out: that of x + b.</param>
    /// <param name="y">Written: the value; null where it is not wanted.</param>
    /// <param name="biasParts">Written: the gradient of b over each block of rows, (blocks, W); null where it is not wanted.</param>
    public static void Backward<T>(Tensor x, Tensor? bias, Tensor gradient, Tensor? y, Tensor? biasParts)
        where T : unmanaged, IElement<T>
    {
        (int rows, int width) = Rows(x, bias);
        T* input = TensorPointer.Of<T>(x), given = TensorPointer.Of<T>(gradient), output = y is null ? null : TensorPointer.Of<T>(y);
        float* shift = bias is null ? null : TensorPointer.Of(bias), parts = biasParts is null ? null : TensorPointer.Of(biasParts);
        KernelThreads.ForRows(rows, 2 * width, (block, start, end) =>
        {
            float* sums = parts is null ? null : parts + ((nint)block * width);
            if (sums is not null)
            {
                new Span<float>(sums, width).Clear();
            }
            for (nint row = start; row < end; row++)
            {
                nint at = row * width;
                BackwardRow(input + at, shift, given + at, output is null ? null : output + at, sums, width);
            }
        });
    }

    private static Tensor Forward(Tensor x)
    {
        Tensor y = empty_like(x);
        if (x.dtype == ScalarType.BFloat16)
        {
            Forward<BFloat16Element>(x, bias: null, y);
        }
        else
        {
            Forward<Float32Element>(x, bias: null, y);
        }
        return y;
    }

    private static Tensor Backward(Tensor x, Tensor yGradient)
    {
        Tensor gradient = yGradient.clone();
        if (x.dtype == ScalarType.BFloat16)
        {
            Backward<BFloat16Element>(x, bias: null, gradient, y: null, biasParts: null);
        }
        else
        {
            Backward<Float32Element>(x, bias: null, gradient, y: null, biasParts: null);
        }
        return gradient;
    }

    private static (int Rows, int Width) Rows(Tensor x, Tensor? bias)
    {
        int width = (int)(bias?.numel() ?? x.shape[^1]);
        return ((int)(x.numel() / Math.Max(1, width)), width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardRow<T>(T* x, float* bias, T* y, int width)
        where T : unmanaged, IElement<T>
    {
        float* table = GeluTable.Table;
        int i = 0;
        for (; i + 16 <= width; i += 16)
        {
            Vector512<float> v = T.Load(x + i);
            T.Store(GeluCurve.Value(table, bias is null ? v : v + Vector512.Load(bias + i)), y + i);
        }
        for (; i < width; i++)
        {
            T.Set(GeluCurve.Value(table, Vector512.Create(Biased(x + i, bias, i))).ToScalar(), y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardRow<T>(T* x, float* bias, T* gradient, T* y, float* sums, int width)
        where T : unmanaged, IElement<T>
    {
        float* table = GeluTable.Table;
        int i = 0;
        for (; i + 16 <= width; i += 16)
        {
            Vector512<float> v = T.Load(x + i);
            v = bias is null ? v : v + Vector512.Load(bias + i);
            Vector512<float> value = GeluCurve.Value(table, v, out Vector512<float> derivative), result = T.Load(gradient + i) * derivative;
            T.Store(result, gradient + i);
            if (y is not null)
            {
                T.Store(value, y + i);
            }
            if (sums is not null)
            {
                (Vector512.Load(sums + i) + result).Store(sums + i);
            }
        }
        for (; i < width; i++)
        {
            Vector512<float> value = GeluCurve.Value(table, Vector512.Create(Biased(x + i, bias, i)), out Vector512<float> derivative);
            float result = T.Get(gradient + i) * derivative.ToScalar();
            T.Set(result, gradient + i);
            if (y is not null)
            {
                T.Set(value.ToScalar(), y + i);
            }
            if (sums is not null)
            {
                sums[i] += result;
            }
        }
    }

    private static float Biased<T>(T* x, float* bias, int i)
        where T : unmanaged, IElement<T> => T.Get(x) + (bias is null ? 0 : bias[i]);

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => nameof(FusedGelu);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            Tensor x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            return Forward(x);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            return [Backward(ctx.get_saved_variables()[0], grad_output.contiguous()).MoveToOuterDisposeScope()];
        }
    }
}
