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
        For(x, (start, end) =>
        {
            nint i = start;
            for (; i + 8 <= end; i += 8)
            {
                Vector256<float> v = Vector256.Load(input + i);
                (v * Gate(v)).Store(output + i);
            }
            for (; i < end; i++)
            {
                Vector256<float> v = Vector256.CreateScalar(input[i]);
                output[i] = (v * Gate(v)).ToScalar();
            }
        });
        return y;
    }

    private static Tensor Backward(Tensor x, Tensor yGradient)
    {
        Tensor xGradient = empty_like(x);
        float* input = TensorPointer.Of(x), given = TensorPointer.Of(yGradient), output = TensorPointer.Of(xGradient);
        For(x, (start, end) =>
        {
            nint i = start;
            for (; i + 8 <= end; i += 8)
            {
                (Vector256.Load(given + i) * Derivative(Vector256.Load(input + i))).Store(output + i);
            }
            for (; i < end; i++)
            {
                output[i] = given[i] * Derivative(Vector256.CreateScalar(input[i])).ToScalar();
            }
        });
        return xGradient;
    }

    /// <summary>σ(2u).</summary>
    private static Vector256<float> Gate(Vector256<float> x)
    {
        Vector256<float> exponent = x * -Slope * Vector256.MultiplyAddEstimate(x * x, Vector256.Create(Cubic), Vector256<float>.One);
        return Vector256<float>.One / (Vector256<float>.One + Vector256.Exp(exponent));
    }

    /// <summary>σ + x·σ·(1 − σ)·(2u)′.</summary>
    private static Vector256<float> Derivative(Vector256<float> x)
    {
        Vector256<float> gate = Gate(x);
        Vector256<float> slope = Slope * Vector256.MultiplyAddEstimate(x * x, Vector256.Create(3 * Cubic), Vector256<float>.One);
        return gate + (x * gate * (Vector256<float>.One - gate) * slope);
    }

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
