using static TorchSharp.torch;

namespace TorchSharp.Tests.Substitute;

/// <summary>The very numbers that PyTorch 1.13 draws; other releases draw some of them otherwise.</summary>
public class GoldenNumbers
{
    [Fact]
    public void The_same_seed_draws_the_numbers_that_PyTorch_draws()
    {
        using var scope = NewDisposeScope();
        using var g = new Generator(77);
        var drawn = new Dictionary<string, Tensor>
        {
            ["rand"] = rand(5, generator: g),
            ["randn"] = randn(20, generator: g),
            ["randn_odd"] = randn(7, generator: g),
            ["randint"] = randint(-3, 1000, [9L], generator: g),
            ["randperm"] = randperm(11, generator: g),
            ["bernoulli"] = empty(12).bernoulli_(0.3, g),
            ["uniform"] = empty(6).uniform_(-2, 3, g),
            ["normal"] = empty(18).normal_(1, 2, g),
            ["multinomial"] = multinomial(tensor(new[] { 0.1f, 0.2f, 0.7f }), 8, true, g),
            ["exponential"] = empty(4).exponential_(2, g),
            ["double"] = rand(3, float64, generator: g),
        };
        foreach (var (name, numbers) in drawn)
        {
            var expected = GoldenFile.Tensors["generator/" + name];
            Assert.Equal(expected.dtype, numbers.dtype);
            if (!expected.bytes.SequenceEqual(numbers.bytes)) Assert.Fail($"{name}: expected {expected.npstr()}, found {numbers.npstr()}");
        }
    }

    [Fact]
    public void Manual_seed_seeds_the_default_generator()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        Assert.True(GoldenFile.Tensors["default_generator"].bytes.SequenceEqual(randn(10).bytes));
        Assert.Equal(5, initial_seed());
    }
}
