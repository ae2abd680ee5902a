using System.Diagnostics;
using CausalFusion.Native;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// Which way the tensor library multiplies float32 matrices faster on this processor: the one that a short trial finds, once in a process. Where the
/// two are near each other it is always the BLAS, so that runs on one machine choose alike. The environment's <see cref="Variable"/> decides instead
/// where it is set.
/// </summary>
internal static class ProductPath
{
    /// <summary>The variable: <c>blas</c> or <c>convolution</c>.</summary>
    public const string Variable = "CAUSALFUSION_PRODUCTS";

    // What differs at all differs by a factor of 2 and more.
    private const double Clearly = 1.4;

    private static readonly Lazy<bool> _chosen = new(Choose);

    /// <summary>For tests: the way to go whatever was measured.</summary>
    public static bool? Forced { get; set; }

    /// <summary>Whether products are to be convolutions.</summary>
    public static bool Convolves => Forced ?? _chosen.Value;

    private static bool Choose()
    {
        switch (Environment.GetEnvironmentVariable(Variable))
        {
            case null or "":
                break;
            case "blas":
                return false;
            case "convolution":
                MemoryAllocator.KeepFreedMemory();
                return true;
            case var other:
                throw new InvalidOperationException($"The environment's {Variable} must be 'blas' or 'convolution'; found '{other}'.");
        }
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor x = zeros(1024, 512), weight = zeros(768, 512), room = zeros(1024, 768), transposed = weight.t();
        double blas = double.PositiveInfinity, convolution = double.PositiveInfinity;
        for (int i = 0; i < 5; i++)
        {
            blas = Math.Min(blas, Seconds(() => room.addmm_(x, transposed, beta: 0, alpha: 1)));
            convolution = Math.Min(convolution, Seconds(() => Convolution.Forward(x, weight, bias: null).Dispose()));
        }
        if (convolution * Clearly < blas)
        {
            MemoryAllocator.KeepFreedMemory();
            return true;
        }
        return false;

        static double Seconds(Action work)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
