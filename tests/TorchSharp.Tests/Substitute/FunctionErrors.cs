using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Substitute;

/// <summary>What the package answers with the end of the process, or not at all.</summary>
public class FunctionErrors
{
    [Fact]
    public void An_exception_in_backward_reaches_the_caller_as_it_is()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        var y = Failing.apply(x);
        var error = Assert.Throws<TimeZoneNotFoundException>(() => y.sum().backward());
        Assert.Equal("no such zone", error.Message);
        Assert.Contains(nameof(Failing), error.StackTrace);
    }

    [Fact]
    public void A_wrong_number_of_gradients_is_an_error_that_names_the_function()
    {
        using var scope = NewDisposeScope();
        var y = Careless.apply(ones(2, requires_grad: true), 1);
        var error = Assert.Throws<InvalidOperationException>(() => y.sum().backward());
        Assert.Contains("Careless returned an incorrect number of gradients (expected 2, got 1)", error.Message);
    }

    [Fact]
    public void A_graph_that_was_not_retained_is_gone_after_one_backward()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 3 }, requires_grad: true);
        var y = Square.apply(x).sum();
        y.backward();
        var error = Assert.Throws<ExternalException>(() => y.backward());
        Assert.Contains("backward through the graph a second time", error.Message);
    }

    [Fact]
    public void A_freed_graph_frees_its_functions()
    {
        var node = Collected();
        for (var i = 0; i < 10 && node.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(node.IsAlive);
    }

    private static WeakReference Collected()
    {
        using var scope = NewDisposeScope();
        var marker = new object();
        Marked.apply(ones(1, requires_grad: true), marker);
        return new WeakReference(marker);
    }

    private sealed class Failing : autograd.SingleTensorFunction<Failing>
    {
        public override string Name => nameof(Failing);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 1;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            throw new TimeZoneNotFoundException("no such zone");
    }

    private sealed class Careless : autograd.SingleTensorFunction<Careless>
    {
        public override string Name => nameof(Careless);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 1;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output];
    }

    private sealed class Marked : autograd.SingleTensorFunction<Marked>
    {
        public override string Name => nameof(Marked);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("marker", vars[1]);
            return (Tensor)vars[0] * 1;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output, null!];
    }

    private sealed class Square : autograd.SingleTensorFunction<Square>
    {
        public override string Name => nameof(Square);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            return ((Tensor)vars[0]).square();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            [grad_output * ctx.get_saved_variables()[0] * 2];
    }
}
