using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class TensorBasics
{
    [Fact]
    public void Arithmetic_broadcasts_and_keeps_element_types()
    {
        using var scope = NewDisposeScope();
        var a = tensor(new float[] { 1, 2, 3 });
        var b = tensor(new float[,] { { 10 }, { 20 } });
        var sum = (a + b) * 2 - 1;
        Assert.Equal([2, 3], sum.shape);
        Assert.Equal(ScalarType.Float32, sum.dtype);
        Assert.Equal([21f, 23, 25, 41, 43, 45], sum.data<float>().ToArray());
        Assert.Equal(ScalarType.Int64, (arange(3) + 1).dtype);
        Assert.Equal([0.5f, 0.25f], (1 / tensor(new float[] { 2, 4 })).data<float>().ToArray());
        Assert.Equal([1f, -1], (3 - tensor(new float[] { 2, 4 })).data<float>().ToArray());
    }

    [Fact]
    public void Backward_fills_gradients_of_leaves()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2, 3 }, requires_grad: true);
        (x * x).sum().backward();
        Assert.Equal([2f, 4, 6], x.grad.data<float>().ToArray());
    }

    [Fact]
    public void A_shape_mismatch_is_an_external_exception_with_libtorchs_message()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => zeros(2, 3).matmul(zeros(2, 3)));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", error.Message);
        Assert.Equal(2, ones(2).sum().item<float>());
    }

    [Fact]
    public void A_scope_disposes_what_was_made_in_it_and_nothing_else()
    {
        var before = LiveCount.Settled();
        Tensor kept;
        using (NewDisposeScope())
        {
            var inner = ones(3);
            kept = (inner + 1).MoveToOuterDisposeScope();
            Assert.Equal(before + 2, Tensor.TotalCount);
        }
        Assert.Equal(before + 1, Tensor.TotalCount);
        Assert.Equal([2f, 2, 2], kept.data<float>().ToArray());
        kept.Dispose();
        Assert.True(kept.IsInvalid);
        Assert.Equal(before, Tensor.TotalCount);
    }
}
