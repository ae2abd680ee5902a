using System.Diagnostics;
using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Benchmarks;

/// <summary>The highest rate of float32 matrix products of 2,048×2,048 here, in whichever way the tensor library has it, or we.</summary>
internal static class MatrixPeak
{
    private const int Size = 2048, Tries = 3;

    /// <summary>The best of all tries of a linear layer, a 1×1 convolution over the same numbers, a plain product, and ours.</summary>
    /// <returns>GFLOP/s.</returns>
    public static double Measure()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor x = randn([Size, Size]), weight = randn([Size, Size]), transposed = weight.t().contiguous();
        Tensor pixels = x.view(1, Size, 1, Size).permute(0, 3, 1, 2), kernel = weight.view(Size, Size, 1, 1);
        using PackedMatrix packed = PackedMatrix.OfTransposed(weight);
        Func<Tensor>[] ways =
        [
            () => nn.functional.linear(x, weight), () => nn.functional.conv2d(pixels, kernel), () => mm(x, transposed),
            () => PackedProduct.Multiply(x, packed, empty_like(x)),
        ];
        return ways.Max(Best);
    }

    private static double Best(Func<Tensor> product)
    {
        product().Dispose();
        double best = double.PositiveInfinity;
        for (int i = 0; i < Tries; i++)
        {
            long start = Stopwatch.GetTimestamp();
            product().Dispose();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return 2.0 * Size * Size * Size / best / 1e9;
    }
}
