using CausalFusion.Kernels;
using CausalFusion.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Kernels;

/// <summary>Every function of the TorchScript text, against the same work in single operators.</summary>
public sealed class TensorListsTests
{
    private static readonly long[][] _shapes = [[5, 7], [3], [2, 3, 4], []];

    [Fact]
    public void AdamW_is_that_of_the_library()
    {
        using var scope = NewDisposeScope();
        var options = new TrainingOptions { WeightDecay = 0.1, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-8 };
        Parameter[] ours = [.. Values(1).Select(value => new Parameter(value))], theirs = [.. Values(1).Select(value => new Parameter(value))];
        using var optimizer = new AdamWOptimizer(ours, options);
        optim.Optimizer library = optim.AdamW(theirs, 1e-2, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay);

        for (int step = 1; step <= 5; step++)
        {
            Tensor[] gradients = Values((ulong)step + 10);
            foreach ((Parameter parameter, Tensor gradient) in theirs.Zip(gradients))
            {
                parameter.grad = gradient.clone();
            }
            library.step();
            optimizer.Step(gradients, step, 1e-2);
        }

        AssertClose(theirs, ours);
    }

    [Fact]
    public async Task Numbers_reach_the_script_whatever_the_garbage_collector_does_meanwhile()
    {
        await using var pressure = new CollectorPressure();
        using var scope = NewDisposeScope();
        Tensor target = zeros(1), source = ones(1);
        for (int i = 0; i < 30_000; i++)
        {
            target.zero_();
            TensorLists.Lerp([target], [source], 0.25);
            Assert.Equal(0.25f, target.item<float>());
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1000)]
    public void Gradients_are_clipped_by_their_common_norm(double most)
    {
        using var scope = NewDisposeScope();
        Tensor[] gradients = Values(2);
        double norm = Math.Sqrt(gradients.Sum(gradient => gradient.pow(2).sum().ToDouble()));
        Tensor[] expected = [.. gradients.Select(gradient => gradient * Math.Min(1, most / norm))];

        Assert.Equal(norm, TensorLists.ClipNorm(gradients, most), 1e-4);

        AssertClose(expected, gradients);
    }

    [Fact]
    public void A_norm_that_is_no_number_is_told()
    {
        using var scope = NewDisposeScope();
        Assert.True(double.IsNaN(TensorLists.ClipNorm([.. Values(2), tensor(float.NaN)], 1)));
    }

    [Fact]
    public void Averages_move_toward_the_values()
    {
        using var scope = NewDisposeScope();
        Tensor[] averages = Values(3), values = Values(4), expected = [.. averages.Zip(values, (a, b) => (a * 0.9) + (b * 0.1))];

        TensorLists.Lerp(averages, values, 0.1);

        AssertClose(expected, averages);
    }

    [Fact]
    public void Values_are_rounded_into_another_type()
    {
        using var scope = NewDisposeScope();
        Tensor[] values = Values(5), rounded = [.. values.Select(value => zeros_like(value, ScalarType.BFloat16))];

        TensorLists.Copy(rounded, values);

        Assert.All(rounded.Zip(values), pair => Assert.True(pair.First.allclose(pair.Second.to(ScalarType.BFloat16), 0, 0)));
    }

    [Fact]
    public void It_makes_no_tensor_that_stays()
    {
        using var scope = NewDisposeScope();
        Tensor[] values = Values(6), others = Values(7);
        TensorLists.Lerp(values, others, 0.1);
        long before = LiveTensors.Count;
        for (int i = 0; i < 10; i++)
        {
            TensorLists.Lerp(values, others, 0.1);
            TensorLists.ClipNorm(values, 1);
        }
        Assert.Equal(before, LiveTensors.Count);
    }

    private static Tensor[] Values(ulong seed) => [.. _shapes.Select((shape, i) => Tiny.Normal(seed, (ulong)i, shape))];

    private static void AssertClose(IEnumerable<Tensor> expected, IEnumerable<Tensor> actual)
    {
        foreach ((Tensor first, Tensor second) in expected.Zip(actual))
        {
            Assert.InRange((first - second).abs().max().ToDouble(), 0, 1e-6);
        }
    }
}
