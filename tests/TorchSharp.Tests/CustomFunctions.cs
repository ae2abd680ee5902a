using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class CustomFunctions
{
    [Fact]
    public void A_functions_backward_makes_the_gradients()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2, 3 }, requires_grad: true);
        var y = Cube.apply(x, 5.0);
        Assert.True(y.requires_grad);
        Assert.Equal([5f, 40, 135], y.data<float>().ToArray());
        (y * tensor(new float[] { 1, 10, 100 })).sum().backward();
        Assert.Equal([15f, 600, 13500], x.grad.data<float>().ToArray());
    }

    [Fact]
    public void Without_gradients_a_function_is_just_its_forward()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 2 });
        Assert.False(Cube.apply(x, 1.0).requires_grad);
        var leaf = tensor(new float[] { 2 }, requires_grad: true);
        using (no_grad()) Assert.False(Cube.apply(leaf, 1.0).requires_grad);
    }

    [Fact]
    public void A_retained_graph_can_be_gone_through_again()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 3 }, requires_grad: true);
        var y = Cube.apply(x, 1.0).sum();
        y.backward(retain_graph: true);
        y.backward();
        Assert.Equal(54, x.grad.item<float>());
    }

    [Fact]
    public void Second_derivatives_go_through_a_function_whose_backward_is_differentiable()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 3 }, requires_grad: true);
        var first = autograd.grad([Cube.apply(x, 1.0).sum()], [x], create_graph: true)[0];
        var second = autograd.grad([first.sum()], [x])[0];
        Assert.Equal(27, first.item<float>());
        Assert.Equal(18, second.item<float>());
    }

    [Fact]
    public void Missing_output_gradients_are_zeros()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2 }, requires_grad: true);
        var parts = SumAndDouble.apply(x);
        parts[0].backward();
        Assert.Equal([1f, 1], x.grad.data<float>().ToArray());
    }

    [Fact]
    public void A_saved_tensor_changed_in_place_is_an_error()
    {
        using var scope = NewDisposeScope();
        var leaf = tensor(new float[] { 2 }, requires_grad: true);
        var x = leaf * 1;
        var y = Cube.apply(x, 1.0);
        x.add_(1);
        var error = Assert.Throws<ExternalException>(() => y.backward());
        Assert.Contains("modified by an inplace operation", error.Message);
    }

    private sealed class Cube : autograd.SingleTensorFunction<Cube>
    {
        public override string Name => nameof(Cube);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            ctx.save_data("scale", vars[1]);
            return x.pow(3) * (double)vars[1];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var x = ctx.get_saved_variables()[0];
            return [grad_output * x * x * (3 * (double)ctx.get_data("scale")), null!];
        }
    }

    private sealed class SumAndDouble : autograd.MultiTensorFunction<SumAndDouble>
    {
        public override string Name => nameof(SumAndDouble);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            return [x.sum(), x * 2];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs) => [grad_outputs[0] + grad_outputs[1] * 2];
    }
}
