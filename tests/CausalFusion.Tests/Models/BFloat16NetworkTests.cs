using CausalFusion.Conditions;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Models;

/// <summary>A network whose weights are bfloat16, as it computes in training with that precision.</summary>
public sealed class BFloat16NetworkTests
{
    [Theory]
    [InlineData(TimestepConditioning.Added)]
    [InlineData(TimestepConditioning.Token)]
    public void All_of_its_blocks_and_gradients_are_bfloat16(TimestepConditioning conditioning)
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model(Tiny.Config with { TimestepConditioning = conditioning });
        model.to(ScalarType.BFloat16);
        var input = new CausalFusionInput(
            Tiny.Normal(1, 1, 2, 16, 12), Tiny.Normal(1, 2, 2, 16, 12), tensor([3L, 700L]).view(2, 1), tensor([1L, 7L]),
            arange(16, dtype: ScalarType.Int64).unsqueeze(0).repeat(2, 1), ArSplit.FromSizes([5, 4, 7]));

        Tensor predicted = model.Forward(input).Noised;
        predicted.sum().backward();

        // Were a block's part of another type, its sums and all behind them would be, too.
        Assert.Equal(ScalarType.BFloat16, predicted.dtype);
        Assert.All(model.parameters(), parameter => Assert.Equal(ScalarType.BFloat16, parameter.grad!.dtype));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1.5)]
    public void It_generates_nearly_what_it_does_in_float32(int arSteps, double guidance)
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model(), half = Tiny.Model();
        half.to(ScalarType.BFloat16);
        GenerationRequest[] requests = [new(Condition.OfClass(1), 5), new(Condition.OfClass(2), 6)];
        var options = new GenerationOptions { ArSteps = arSteps, DiffusionSteps = 4, GuidanceScale = guidance };

        Tensor expected = new ImageGenerator(model).Generate(requests, options), found = new ImageGenerator(half).Generate(requests, options);

        Assert.Equal(ScalarType.Float32, found.dtype);
        Approximately.Equal(expected, found, 0.1, "images");
    }
}
