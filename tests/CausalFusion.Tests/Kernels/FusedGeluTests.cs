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
}
