using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>Matrix products as convolutions of 1×1 over one image of M×1 pixels, whose channels lie side by side: no value is moved for it.</summary>
internal static class Convolution
{
    private const string Source = """
        def weight_gradient(gradient: Tensor, x: Tensor, weight: Tensor) -> Tensor:
            return torch.convolution_backward(gradient, x, weight, None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1, [False, True, False])[1]

        """;

    private static readonly Lazy<jit.CompilationUnit> _script = new(() => jit.compile(Source));

    /// <summary>x·Wᵀ + b, with its gradient.</summary>
    /// <param name="x">(M, K), contiguous.</param>
    /// <param name="weight">W, (N, K).</param>
    /// <param name="bias">(N), or null.</param>
    /// <returns>(M, N), in the caller's dispose scope.</returns>
    public static Tensor Forward(Tensor x, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        Tensor result = nn.functional.conv2d(Image(x), Kernel(weight), bias);
        return result.permute(0, 2, 3, 1).reshape(x.shape[0], weight.shape[0]).MoveToOuterDisposeScope();
    }

    /// <summary>gᵀ·x.</summary>
    /// <param name="gradient">g, (M, N), contiguous.</param>
    /// <param name="x">(M, K), contiguous.</param>
    /// <param name="weight">W, (N, K).</param>
    /// <returns>(N, K), in the caller's dispose scope.</returns>
    public static Tensor WeightGradient(Tensor gradient, Tensor x, Tensor weight)
    {
        using var scope = NewDisposeScope();
        var result = (Tensor)_script.Value.invoke("weight_gradient", Image(gradient), Image(x), Kernel(weight));
        return result.reshape(weight.shape).MoveToOuterDisposeScope();
    }

    private static Tensor Image(Tensor rows) => rows.view(1, rows.shape[0], 1, rows.shape[1]).permute(0, 3, 1, 2);

    private static Tensor Kernel(Tensor weight) => weight.reshape(weight.shape[0], weight.shape[1], 1, 1);
}
