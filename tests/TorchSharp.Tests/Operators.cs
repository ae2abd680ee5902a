using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class Operators
{
    public static TheoryData<string> Names =>
        [.. GoldenFile.Tensors.Keys.Where(name => !name.Contains('/') && !name.Contains('.') && name != "default_generator")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_what_PyTorch_does_with_the_same_gradients(string name)
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFile.Tensors;
        var inputs = golden.Where(pair => pair.Key.StartsWith("in/", StringComparison.Ordinal)).ToDictionary(
            pair => pair.Key[3..], pair => pair.Value.clone().requires_grad_(pair.Value.is_floating_point()));
        var results = OperatorCases.All[name](inputs);

        Tensor? total = null;
        for (var i = 0; i < results.Length; i++)
        {
            AssertEqual(golden[i == 0 ? name : $"{name}.{i}"], results[i]);
            if (!results[i].requires_grad) continue;
            var weighted = (results[i] * arange(1.0, results[i].numel() + 1).to(float32).reshape(results[i].shape)).sum();
            total = total is null ? weighted : total + weighted;
        }
        total?.backward();
        foreach (var (input, tensor) in inputs)
        {
            if (golden.TryGetValue($"{name}/grad/{input}", out var expected)) AssertEqual(expected, tensor.grad);
            else Assert.True(tensor.grad is null, $"{input} should have no gradient");
        }
    }

    [Fact]
    public void Every_case_has_a_golden_result() => Assert.Empty(OperatorCases.All.Keys.Except(GoldenFile.Tensors.Keys));

    private static void AssertEqual(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        if (!actual.allclose(expected, rtol: 1e-5, atol: 2e-6, equal_nan: true)) Assert.Fail($"expected {expected.npstr()}, found {actual.npstr()}");
    }
}
