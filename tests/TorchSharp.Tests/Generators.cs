using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class Generators
{
    [Fact]
    public void The_same_seed_draws_the_same_numbers()
    {
        using var scope = NewDisposeScope();
        using var first = new Generator(77);
        using var second = new Generator(5).manual_seed(77);
        Assert.Equal(randn(33, generator: first).data<float>().ToArray(), randn(33, generator: second).data<float>().ToArray());
        Assert.Equal(randperm(11, generator: first).data<long>().ToArray(), randperm(11, generator: second).data<long>().ToArray());
        Assert.NotEqual(rand(9, generator: first).data<float>().ToArray(), rand(9, generator: first).data<float>().ToArray());
        manual_seed(77);
        var seeded = randn(33).data<float>().ToArray();
        Assert.Equal(seeded, randn([33], generator: second.manual_seed(77)).data<float>().ToArray());
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
