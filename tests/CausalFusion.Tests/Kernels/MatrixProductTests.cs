using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Kernels;

[Collection(nameof(RunsAlone))]
public sealed class MatrixProductTests
{
    private const int Most = 2500;

    [Theory]
    [InlineData(false, ScalarType.Float32, 1e-6)]
    [InlineData(true, ScalarType.Float32, 1e-6)]
    [InlineData(false, ScalarType.BFloat16, 1e-2)]
    public void Products_and_gradients_are_those_of_the_formula(bool convolves, ScalarType type, double tolerance)
    {
        using ForcedProducts forced = new(convolves);
        using var scope = NewDisposeScope();
        Assert.Equal([0, 20], MatrixProduct.Linear(empty([0, 48], dtype: type), empty([20, 48], dtype: type), bias: null).shape);
        foreach (int rows in new[] { 1, 7, 130 })
        {
            Tensor x = Tiny.Normal(1, 1, rows, 48).to(type), weight = Tiny.Normal(2, 1, 20, 48).to(type);
            Tensor given = Tiny.Normal(3, 1, rows, 20).to(type);
            Tensor X = x.to(ScalarType.Float64), W = weight.to(ScalarType.Float64), G = given.to(ScalarType.Float64);
            Near(X.mm(W.t()), MatrixProduct.Forward(x, weight, empty([rows, 20], dtype: type), isExact: true), "forward");
            Near(G.mm(W), MatrixProduct.InputGradient(given, weight, empty([rows, 48], dtype: type)), "the gradient of the input");
            Near(G.t().mm(X), MatrixProduct.WeightGradient(given, x, weight), "the gradient of the weights");
        }

        void Near(Tensor expected, Tensor found, string what)
        {
            Assert.Equal(type, found.dtype);
            Approximately.Equal(expected.to(ScalarType.Float32), found.to(ScalarType.Float32), tolerance, what);
        }
    }

    [Theory]
    [InlineData(false, ScalarType.Float32)]
    [InlineData(true, ScalarType.Float32)]
    [InlineData(false, ScalarType.BFloat16)]
    public void A_row_is_the_same_to_the_bit_whatever_rows_are_beside_it(bool convolves, ScalarType type)
    {
        using ForcedProducts forced = new(convolves);
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
}
