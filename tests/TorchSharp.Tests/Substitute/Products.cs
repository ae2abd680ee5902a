using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Substitute;

/// <summary>The substitute's own kernels for products, on every layout that they tell apart.</summary>
public class Products
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 3, 5)]
    [InlineData(33, 17, 65)]
    [InlineData(128, 32, 128)]
    [InlineData(1, 64, 200)]
    public void A_batch_is_multiplied_right_whatever_its_strides(int rows, int inner, int columns)
    {
        using var scope = NewDisposeScope();
        Tensor[] lefts =
        [
            randn(6, rows, inner),
            randn(6, inner, rows).transpose(1, 2),
            randn(rows, 6, inner).transpose(0, 1),
            randn(1, rows, inner).expand(6, -1, -1),
            randn(6, rows, 2 * inner)[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(0, null, 2)],
            randn(6, rows, inner + 3)[TensorIndex.Ellipsis, 1..(inner + 1)],
        ];
        Tensor[] rights =
        [
            randn(6, inner, columns),
            randn(6, columns, inner).transpose(1, 2),
            randn(1, 1, columns).expand(6, inner, columns),
            randn(inner, 6, columns).transpose(0, 1),
        ];
        foreach (var left in lefts)
        {
            foreach (var right in rights)
            {
                var expected = einsum("nij,njk->nik", left.@double(), right.@double());
                AssertClose(expected, left.bmm(right));
                AssertClose(expected, left.matmul(right));
                AssertClose(expected * 0.5 + 2, full(6, rows, columns, 4).baddbmm(left, right, 0.5f, 0.5f));
                AssertClose(expected, full(1, 1, columns, float.NaN).baddbmm(left, right, beta: 0));
            }
        }
    }

    [Theory]
    [InlineData(300, 200, 100)]
    [InlineData(1, 3000, 1500)]
    [InlineData(4097, 65, 33)]
    [InlineData(33, 4097, 130)]
    public void A_product_that_is_split_over_threads_is_right_at_the_seams(int rows, int inner, int columns)
    {
        using var scope = NewDisposeScope();
        var threads = get_num_threads();
        foreach (var count in new[] { 1, 2, 3, 4, 6 })
        {
            set_num_threads(count);
            foreach (var type in new[] { float32, float64 })
            {
                var (a, b) = (randn(rows, inner, type), randn(inner, columns, type));
                var expected = a.@double().matmul(b.@double());
                AssertClose(expected, a.matmul(b));
                AssertClose(expected, a.T.contiguous().T.matmul(b.T.contiguous().T));
            }
        }
        set_num_threads(threads);
    }

    [Fact]
    public void Empty_and_mismatched_batches_are_left_to_libtorch()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0, 3, 4], zeros(0, 3, 2).bmm(zeros(0, 2, 4)).shape);
        Assert.Equal(0, zeros(2, 3, 0).bmm(zeros(2, 0, 4)).abs().sum().ToSingle());
        var shapes = Assert.Throws<ExternalException>(() => zeros(2, 30, 40).bmm(zeros(3, 40, 50)));
        Assert.Contains("batch2 tensor to be: [2, 40] but got: [3, 40]", shapes.Message);
        var types = Assert.Throws<ExternalException>(() => zeros(2, 30, 40).bmm(zeros(2, 40, 50, float64)));
        Assert.Contains("scalar type", types.Message);
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = (actual.@double() - expected).abs().max().ToDouble();
        Assert.InRange(error, 0, 1e-4 * Math.Max(1, expected.abs().max().ToDouble()));
    }
}
