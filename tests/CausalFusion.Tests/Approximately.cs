using static TorchSharp.torch;

namespace CausalFusion.Tests;

/// <summary>Assertions on tensors.</summary>
internal static class Approximately
{
    /// <summary>Asserts that the largest difference is within a share of the largest expected magnitude.</summary>
    /// <param name="expected">The expected values.</param>
    /// <param name="actual">The values found.</param>
    /// <param name="relative">The share.</param>
    /// <param name="what">What is compared, for the message.</param>
    /// <param name="scale">The magnitude to compare with, where it is not that of the expected values.</param>
    public static void Equal(Tensor expected, Tensor actual, double relative = 1e-5, string? what = null, double? scale = null)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        double largest = scale ?? Largest(expected);
        double difference = Largest(expected.to(ScalarType.Float64) - actual.to(ScalarType.Float64));
        Assert.True(difference <= relative * Math.Max(largest, 1e-30),
            $"{what}: differs by {difference:g3}, {difference / largest:g3} of the largest value {largest:g4}.");
    }

    /// <summary>The largest magnitude in a tensor.</summary>
    public static double Largest(Tensor values)
    {
        using var scope = NewDisposeScope();
        return values.abs().max().to(ScalarType.Float64).item<double>();
    }
}
