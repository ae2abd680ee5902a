using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// tanh-GELU in one pass. With u = √(2/π)·(x + 0.044715·x³), (1 + tanh u)/2 is the logistic function of 2u, so the value is x·σ(2u).
/// </summary>
internal static unsafe class FusedGelu
{
    private const float Slope = 1.5957691216f, Cubic = 0.044715f; // 2·√(2/π)

    /// <summary>Whether the kernel can be used on a tensor.</summary>
    public static bool IsSupported(Tensor x) => Vector256.IsHardwareAccelerated && TensorPointer.IsAccessible(x) && x.is_contiguous();

    /// <summary>The activation, with its gradient.</summary>
    /// <returns>A tensor of the same shape, in the caller's dispose scope.</returns>
    public static Tensor Apply(Tensor x) => is_grad_enabled() ? Function.apply(x) : Forward(x);

    private static Tensor Forward(Tensor x)
    {
        Tensor y = empty_like(x);
        float* input = TensorPointer.Of(x), output = TensorPointer.Of(y);
        For(x, (start, end) => Forward(input, output, start, end));
        return y;
    }

    private static Tensor Backward(Tensor x, Tensor yGradient)
    {
        Tensor xGradient = empty_like(x);
        float* input = TensorPointer.Of(x), given = TensorPointer.Of(yGradient), output = TensorPointer.Of(xGradient);
        For(x, (start, end) => Backward(input, given, output, start, end));
        return xGradient;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward(float* x, float* y, nint start, nint end)
    {
        nint i = start;
        for (; i + 8 <= end; i += 8)
        {
            Vector256<float> v = Vector256.Load(x + i);
            Value(v).Store(y + i);
        }
        for (; i < end; i++)
        {
            Vector256<float> v = Vector256.CreateScalar(x[i]);
            y[i] = Value(v).ToScalar();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward(float* x, float* yGradient, float* xGradient, nint start, nint end)
    {
        nint i = start;
        for (; i + 8 <= end; i += 8)
        {
            (Vector256.Load(yGradient + i) * Derivative(Vector256.Load(x + i))).Store(xGradient + i);
        }
        for (; i < end; i++)
        {
            xGradient[i] = yGradient[i] * Derivative(Vector256.CreateScalar(x[i])).ToScalar();
        }
    }

    /// <summary>x·σ(2u) as max(x, 0) − |x|·e/(1 + e) with e = e^(−2|u|): for positive x the small term is all that is rounded twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Value(Vector256<float> x)
    {
        Vector256<float> magnitude = Vector256.Abs(x), e = Exponential(magnitude);
        return Vector256.Max(x, Vector256<float>.Zero) - (magnitude * e / (Vector256<float>.One + e));
    }

    /// <summary>σ + x·σ·(1 − σ)·(2u)′.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Derivative(Vector256<float> x)
    {
        Vector256<float> gate = Vector256<float>.One / (Vector256<float>.One + Exponential(x));
        Vector256<float> slope = Slope * Vector256.MultiplyAddEstimate(x * x, Vector256.Create(3 * Cubic), Vector256<float>.One);
        return gate + (x * gate * (Vector256<float>.One - gate) * slope);
    }

    /// <summary>e^(−2u).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Exponential(Vector256<float> x) =>
        VectorExponential.Exp(x * Vector256.MultiplyAddEstimate(x * x, Vector256.Create(-Slope * Cubic), Vector256.Create(-Slope)));

    private static void For(Tensor x, Action<nint, nint> body)
    {
        const int Chunk = 1 << 14;
        nint count = (nint)x.numel();
        KernelThreads.For((int)((count + Chunk - 1) / Chunk), (start, end) => body((nint)start * Chunk, Math.Min(count, (nint)end * Chunk)));
    }

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
