using System.Diagnostics;
using System.Runtime.Intrinsics;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// Which way float32 matrices are multiplied fast on this processor, as a short trial finds, once in a process. What is near each other it does not
/// weigh, so that runs on one machine choose alike. The environment's <see cref="Variable"/> decides instead where it is set.
/// </summary>
internal static class ProductPath
{
    /// <summary>The variable: <c>packed</c> or <c>blas</c>.</summary>
    public const string Variable = "CAUSALFUSION_PRODUCTS";

    // Where the library makes use of all that a processor can, it is about as fast as we are; where it does not, half as fast and less.
    private const double Clearly = 1.4;

    private static readonly Lazy<Choice> _chosen = new(Choose);

    /// <summary>For tests: the way to go whatever was measured.</summary>
    public static ProductKind? Forced { get; set; }

    /// <summary>
    /// Whether the products of blocks are to be <see cref="PackedProduct"/>s where a pass needs to go one way with every row: as long as the tensor
    /// library is not far ahead.
    /// </summary>
    public static bool Packs => Forced is { } forced ? forced == ProductKind.Packed : _chosen.Value.Packs;

    /// <summary>Whether they are to be in training, too, and in large networks: where ours are far ahead.</summary>
    public static bool IsFarAhead => Forced is { } forced ? forced == ProductKind.Packed : _chosen.Value.IsFarAhead;

    private static Choice Choose()
    {
        string? wanted = Environment.GetEnvironmentVariable(Variable);
        return wanted switch
        {
            null or "" => Try(),
            "packed" => new Choice(Packs: true, IsFarAhead: true),
            "blas" => new Choice(Packs: false, IsFarAhead: false),
            _ => throw new InvalidOperationException($"The environment's {Variable} must be 'packed' or 'blas'; found '{wanted}'."),
        };
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
        double packed = double.PositiveInfinity, blas = packed;
        for (int i = 0; i < 5; i++)
        {
            packed = Math.Min(packed, Seconds(() => PackedProduct.Multiply(x, matrix, room)));
            blas = Math.Min(blas, Seconds(() => room.addmm_(x, transposed, beta: 0, alpha: 1)));
        }
        return new Choice(packed < Clearly * blas, Vector512.IsHardwareAccelerated && Clearly * packed < blas);

        static Tensor Zeros(long rows, long columns) => zeros([rows, columns], dtype: ScalarType.Float32, device: CPU);

        static double Seconds(Action work)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    private readonly record struct Choice(bool Packs, bool IsFarAhead);
}
