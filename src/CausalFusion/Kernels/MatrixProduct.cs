using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>The matrix products of a linear layer, forward and backward, without its bias.</summary>
internal static class MatrixProduct
{
    /// <summary>x·Wᵀ.</summary>
    /// <param name="x">(M, K).</param>
    /// <param name="weight">W, (N, K).</param>
    /// <param name="result">(M, N); written.</param>
    public static void Forward(Tensor x, Tensor weight, Tensor result)
    {
        using Tensor transposed = weight.t();
        Write(x, transposed, result);
    }

    /// <summary>The gradient of x: g·W.</summary>
    /// <param name="gradient">g, (M, N).</param>
    /// <param name="weight">W, (N, K).</param>
    /// <param name="result">(M, K); written.</param>
    public static void InputGradient(Tensor gradient, Tensor weight, Tensor result) => Write(gradient, weight, result);

    /// <summary>The gradient of W: gᵀ·x.</summary>
    /// <param name="gradient">g, (M, N).</param>
    /// <param name="x">(M, K).</param>
    /// <returns>(N, K), in the caller's dispose scope.</returns>
    public static Tensor WeightGradient(Tensor gradient, Tensor x)
    {
        using Tensor transposed = gradient.t();
        return transposed.mm(x);
    }

    private static void Write(Tensor a, Tensor b, Tensor result) => result.addmm_(a, b, beta: 0, alpha: 1);
}
