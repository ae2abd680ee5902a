using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class Generators
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

    [Fact]
    public void A_state_can_be_taken_and_set_again()
    {
        using var scope = NewDisposeScope();
        using var g = new Generator(1);
        rand(3, generator: g);
        var state = g.get_state();
        var first = randn(9, generator: g);
        g.set_state(state);
        Assert.Equal(first.data<float>().ToArray(), randn(9, generator: g).data<float>().ToArray());
        Assert.Equal(1, g.initial_seed());
    }
}
