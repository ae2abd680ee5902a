using System.Diagnostics;
using CausalFusion.Native;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// Which way float32 matrices are multiplied fast on this processor, as a short trial finds, once in a process. What is near each other it does not
/// weigh, so that runs on one machine choose alike. The environment's <see cref="Variable"/> decides instead where it is set.
/// </summary>
internal static class ProductPath
{
    /// <summary>The variable: <c>packed</c>, <c>blas</c> or <c>convolution</c>.</summary>
    public const string Variable = "CAUSALFUSION_PRODUCTS";

    // What differs at all between the library's ways differs by a factor of 2 and more; ours is to be given up where it is far behind.
    private const double Clearly = 1.4;

    private static readonly Lazy<Choice> _chosen = new(Choose);

    /// <summary>For tests: the way to go whatever was measured.</summary>
    public static ProductKind? Forced { get; set; }

    /// <summary>Whether the tensor library's products are to be convolutions.</summary>
    public static bool Convolves => Forced is { } forced ? forced == ProductKind.Convolution : _chosen.Value.Convolves;

    /// <summary>Whether those of blocks are to be <see cref="PackedProduct"/>s.</summary>
    public static bool Packs => Forced is { } forced ? forced == ProductKind.Packed : _chosen.Value.Packs;

    private static Choice Choose()
    {
        string? wanted = Environment.GetEnvironmentVariable(Variable);
        Choice choice = wanted switch
        {
            null or "" => Try(),
            "packed" => Try() with { Packs = true },
            "blas" => new Choice(Convolves: false, Packs: false),
            "convolution" => new Choice(Convolves: true, Packs: false),
            _ => throw new InvalidOperationException(
                $"The environment's {Variable} must be 'packed', 'blas' or 'convolution'; found '{wanted}'."),
        };
        if (choice.Convolves)
        {
            MemoryAllocator.KeepFreedMemory();
        }
        return choice;
    }

    private static Choice Try()
    {
        // On one thread, wherever it is asked for first, so that runs choose alike.
        Choice found = default;
        ComputeLanes.Alone(() => found = TryHere());
        return found;
    }

    private static Choice TryHere()
    {
        Tensor x = Zeros(1024, 512), weight = Zeros(768, 512), room = Zeros(1024, 768), transposed = weight.t();
        using PackedMatrix matrix = PackedMatrix.OfTransposed(weight);
        double packed = double.PositiveInfinity, blas = packed, convolution = packed;
        for (int i = 0; i < 5; i++)
        {
            packed = Math.Min(packed, Seconds(() => PackedProduct.Multiply(x, matrix, room)));
            blas = Math.Min(blas, Seconds(() => room.addmm_(x, transposed, beta: 0, alpha: 1)));
            convolution = Math.Min(convolution, Seconds(() => Convolution.Forward(x, weight, bias: null).Dispose()));
        }
        return new Choice(convolution * Clearly < blas, packed < Clearly * Math.Min(blas, convolution));

        static Tensor Zeros(long rows, long columns) => zeros([rows, columns], dtype: ScalarType.Float32, device: CPU);

        static double Seconds(Action work)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    private readonly record struct Choice(bool Convolves, bool Packs);
}
