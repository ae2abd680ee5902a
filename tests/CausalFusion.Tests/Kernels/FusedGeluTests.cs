using System.Runtime.Intrinsics;
using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Kernels;

public sealed class FusedGeluTests
{
    [Fact]
    public void Value_and_gradient_are_those_of_the_formula()
    {
        using var scope = NewDisposeScope();
        Tensor x = cat([Tiny.Normal(1, 1, 40_003) * 3, tensor(new float[] { 0, -0f, 60, -60, 1e-20f, 1e4f, -1e4f })], 0);
        Tensor fused = x.clone().requires_grad_(), exact = x.to(ScalarType.Float64).requires_grad_();
        Tensor value = FusedGelu.Apply(fused);
        Tensor expected = exact * 0.5 * (((exact + (exact.pow(3) * 0.044715)) * Math.Sqrt(2 / Math.PI)).tanh() + 1.0);
        value.sum().backward();
        expected.sum().backward();
        double Worst(Tensor a, Tensor b) => ((a.to(ScalarType.Float64) - b).abs() / (b.abs() + 1)).max().item<double>();
        Assert.InRange(Worst(value.detach(), expected.detach()), 0, 1e-6);
        Assert.InRange(Worst(fused.grad!, exact.grad!), 0, 1e-6);
    }

    [Fact]
    public void With_a_table_and_without_it_is_the_formula_to_rounding()
    {
        using var scope = NewDisposeScope();
        float[] places = [.. Enumerable.Range(-9 * 4096, 18 * 4096).Select(i => i / 4096f)];
        Tensor x = tensor(places).requires_grad_(), exact = x.detach().to(ScalarType.Float64).requires_grad_();
        Tensor value = FusedGelu.Apply(x);
        Tensor expected = exact * 0.5 * (((exact + (exact.pow(3) * 0.044715)) * Math.Sqrt(2 / Math.PI)).tanh() + 1.0);
        value.sum().backward();
        expected.sum().backward();
        float[] values = [.. value.detach().data<float>()], slopes = [.. x.grad!.data<float>()];
        double[] formula = [.. expected.detach().data<double>()], derivative = [.. exact.grad!.data<double>()];
        for (int i = 0; i < places.Length; i++)
        {
            float bump = GeluCurve.Bump(Vector512.Create(Math.Abs(places[i])), out Vector512<float> slope).ToScalar();
            AssertIsRight(i, values[i], slopes[i]);
            AssertIsRight(i, Math.Max(places[i], 0) - bump, places[i] > 0 ? 1 - slope.ToScalar() : slope.ToScalar());
        }

        void AssertIsRight(int i, float found, float foundSlope)
        {
            double size = Math.Abs(places[i]);
            Assert.InRange(Math.Abs(found - formula[i]), 0, size < 1 ? 5e-7 * Math.Abs(formula[i]) : 5e-8 * (1 + size));
            Assert.InRange(Math.Abs(foundSlope - derivative[i]), 0, 2.5e-7);
        }
    }

    [Theory]
    [InlineData(7, 7, 1)]
    [InlineData(float.MaxValue, float.MaxValue, 1)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, 1)]
    [InlineData(-7, 0, 0)]
    [InlineData(-float.MaxValue, 0, 0)]
    [InlineData(float.NegativeInfinity, 0, 0)]
    [InlineData(float.NaN, float.NaN, float.NaN)]
    [InlineData(0, 0, 0.5f)]
    public void Far_from_zero_nothing_is_left_of_the_bump(float x, float expectedValue, float expectedDerivative)
    {
        using var scope = NewDisposeScope();
        Tensor at = full(17, x).requires_grad_(), value = FusedGelu.Apply(at); // sixteen at once, and one more
        value.sum().backward();
        Assert.All(value.detach().data<float>().ToArray(), found => Assert.Equal(expectedValue, found, 1e-14f));
        Assert.All(at.grad!.data<float>().ToArray(), found => Assert.Equal(expectedDerivative, found, 1e-6f));
    }
}
