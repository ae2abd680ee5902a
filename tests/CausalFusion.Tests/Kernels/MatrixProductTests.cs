using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Kernels;

[Collection(nameof(RunsAlone))]
public sealed class MatrixProductTests
{
    private const int Most = 2500;

    [Theory]
    [InlineData(ScalarType.Float32, 1e-6)]
    [InlineData(ScalarType.BFloat16, 1e-2)]
    public void Products_and_gradients_are_those_of_the_formula(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0, 20], MatrixProduct.Linear(empty([0, 48], dtype: type), empty([20, 48], dtype: type), bias: null).shape);
        foreach (int rows in new[] { 1, 7, 130 })
        {
            Tensor x = Tiny.Normal(1, 1, rows, 48).to(type), weight = Tiny.Normal(2, 1, 20, 48).to(type);
            Tensor given = Tiny.Normal(3, 1, rows, 20).to(type);
            Tensor X = x.to(ScalarType.Float64), W = weight.to(ScalarType.Float64), G = given.to(ScalarType.Float64);
            foreach (ProductOrder order in Enum.GetValues<ProductOrder>())
            {
                Near(X.mm(W.t()), MatrixProduct.Forward(x, weight, empty([rows, 20], dtype: type), order), $"forward, {order}");
            }
            Near(G.mm(W), MatrixProduct.InputGradient(given, weight, empty([rows, 48], dtype: type)), "the gradient of the input");
            Near(G.t().mm(X), MatrixProduct.WeightGradient(given, x), "the gradient of the weights");
        }

        void Near(Tensor expected, Tensor found, string what)
        {
            Assert.Equal(type, found.dtype);
            Approximately.Equal(expected.to(ScalarType.Float32), found.to(ScalarType.Float32), tolerance, what);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e-6)]
    [InlineData(ScalarType.BFloat16, 1e-2)]
    public void A_product_of_few_rows_is_that_of_the_formula_and_each_row_the_same_whatever_rows_are_beside_it(ScalarType type, double tolerance)
    {
        using var noGrad = no_grad();
        foreach ((int inputs, int outputs) in new[] { (1, 1), (15, 4), (16, 7), (37, 30), (192, 576), (768, 192) })
        {
            using var scope = NewDisposeScope();
            Tensor x = Tiny.Normal(1, 1, 70, inputs).to(type), weight = Tiny.Normal(2, 1, outputs, inputs).to(type);
            Tensor all = Product(x);
            Approximately.Equal(
                x.to(ScalarType.Float64).mm(weight.to(ScalarType.Float64).t()).to(ScalarType.Float32), all.to(ScalarType.Float32), tolerance,
                $"{inputs} by {outputs}");
            foreach (int rows in new[] { 1, 2, 3, 4, 5, 13, 64 })
            {
                Assert.True(Product(x.narrow(0, 70 - rows, rows)).bytes.SequenceEqual(all.narrow(0, 70 - rows, rows).bytes),
                    $"{rows} rows of {inputs} by {outputs}");
            }

            Tensor Product(Tensor x) => MatrixProduct.Forward(x, weight, empty([x.shape[0], outputs], dtype: type), ProductOrder.FewRows);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void A_row_is_the_same_to_the_bit_whatever_rows_are_beside_it(ScalarType type)
    {
        foreach ((int inputs, int outputs) in new[] { (16, 128), (128, 16), (192, 576), (768, 192), (1536, 384), (1024, 3072) })
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            Tensor x = Tiny.Normal(1, 1, Most, inputs).to(type), weight = Tiny.Normal(2, 1, outputs, inputs).to(type);
            Tensor bias = Tiny.Normal(3, 1, outputs).to(type), all = MatrixProduct.Linear(x, weight, bias);
            foreach (int rows in new[] { 1, 2, 3, 5, 9, 17, 33, 41, 49, 98, 131, 195, 257, 400, 600, 1300, 2100 })
            {
                Tensor part = MatrixProduct.Linear(x.narrow(0, Most - rows, rows), weight, bias);
                Assert.True(part.contiguous().bytes.SequenceEqual(all.narrow(0, Most - rows, rows).contiguous().bytes),
                    $"{rows} rows of {inputs} by {outputs}, for which the rule is {MatrixProduct.RuleOf(type, weight)}");
            }
        }
    }

    [Fact]
    public void Whether_products_agree_between_numbers_of_threads_is_asked_of_the_products()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor x = Tiny.Normal(1, 1, 2048, 72), weight = Tiny.Normal(2, 1, 144, 72);
        LibraryThreads.With(2, () =>
        {
            Tensor two = Product(), one = LibraryThreads.With(1, Product);
            Assert.Equal(two.equal(one).all().item<bool>(), MatrixProduct.IsSameOn(1, ScalarType.Float32, [weight]));
        });

        Tensor Product() => MatrixProduct.Forward(x, weight, empty([x.shape[0], 144]), ProductOrder.Exact);
    }
}
