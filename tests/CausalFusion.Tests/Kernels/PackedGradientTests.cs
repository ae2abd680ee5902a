using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Kernels;

[Collection(nameof(RunsAlone))]
public sealed class PackedGradientTests
{
    [Theory]
    [InlineData(1, 16, 48)]
    [InlineData(2, 16, 96)]
    [InlineData(7, 48, 64)]
    [InlineData(192, 96, 48)]
    [InlineData(193, 48, 96)]
    [InlineData(195, 96, 80)]
    [InlineData(577, 800, 208)]
    [InlineData(600, 192, 192)]
    [InlineData(0, 32, 48)]
    public void It_is_the_product_and_the_same_on_any_number_of_threads(int rows, int outputs, int inputs)
    {
        using var scope = NewDisposeScope();
        Tensor gradient = Tiny.Normal(1, 1, rows, outputs), x = Tiny.Normal(2, 1, rows, inputs);
        Tensor expected = gradient.to(ScalarType.Float64).t().mm(x.to(ScalarType.Float64)).to(ScalarType.Float32);
        Tensor found = PackedGradient.Multiply(gradient, x);
        Assert.Equal([outputs, inputs], found.shape);
        Approximately.Equal(expected, found, 1e-6, "the product");
        foreach (int threads in new[] { 1, 3 })
        {
            Tensor shared = LibraryThreads.With(threads, () => PackedGradient.Multiply(gradient, x));
            Assert.True(shared.bytes.SequenceEqual(found.bytes), $"{threads} threads");
        }
    }

    [Theory]
    [InlineData(20, 48)]
    [InlineData(48, 20)]
    public void Columns_that_it_would_not_end_at_are_refused(int outputs, int inputs)
    {
        using var scope = NewDisposeScope();
        Assert.Contains($"a multiple of 16 columns; found {outputs} and {inputs}", Assert.Throws<ArgumentException>(
            () => PackedGradient.Multiply(zeros(8, outputs), zeros(8, inputs))).Message, StringComparison.Ordinal);
    }
}
