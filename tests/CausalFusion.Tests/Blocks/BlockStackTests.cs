using CausalFusion.Blocks;
using CausalFusion.Conditions;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Kernels;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Blocks;

/// <summary>The blocks as one operator against the tensor library's operators, one by one.</summary>
[Collection(nameof(RunsAlone))]
public sealed class BlockStackTests
{
    public enum Way
    {
        Operators,
        Stack,
        Recomputed,
        Packed,
        PackedAndRecomputed,
    }

    [Theory]
    [InlineData(TimestepConditioning.Added, 1, true)]
    [InlineData(TimestepConditioning.Token, 2, true)]
    [InlineData(TimestepConditioning.Added, 2, false)]
    public void Loss_and_gradients_are_those_of_the_operators(TimestepConditioning conditioning, int copies, bool qkNorm)
    {
        using CausalFusionModel model = Tiny.Model(Tiny.Config with { TimestepConditioning = conditioning, QkNorm = qkNorm });
        (double expected, Dictionary<string, float[]> gradients) = Step(model, Way.Operators, copies);
        foreach (Way way in new[] { Way.Stack, Way.Recomputed, Way.Packed, Way.PackedAndRecomputed })
        {
            (double loss, Dictionary<string, float[]> found) = Step(model, way, copies);
            Assert.InRange(Math.Abs(loss - expected) / expected, 0, 1e-5);
            double largest = gradients.Values.Max(values => values.Max(Math.Abs));
            foreach ((string name, float[] values) in gradients)
            {
                double worst = values.Zip(found[name], (a, b) => Math.Abs(a - b)).Max();
                Assert.True(worst <= 2e-5 * largest, $"{way}: the gradient of {name} differs by {worst:g2}; the largest of all is {largest:g2}");
            }
        }
    }

    [Theory]
    [InlineData(nameof(Way.Stack), nameof(Way.Recomputed))]
    [InlineData(nameof(Way.Packed), nameof(Way.PackedAndRecomputed))]
    public void Blocks_that_are_computed_again_give_the_same_gradients_to_the_bit(string keeps, string recomputes)
    {
        using CausalFusionModel model = Tiny.Model();
        (_, Dictionary<string, float[]> kept) = Step(model, Enum.Parse<Way>(keeps), copies: 1);
        (_, Dictionary<string, float[]> recomputed) = Step(model, Enum.Parse<Way>(recomputes), copies: 1);
        Assert.All(kept, pair => Assert.Equal(pair.Value, recomputed[pair.Key]));
    }

    [Fact]
    public void Two_hundred_steps_go_the_same_way_with_each_optimization_and_without()
    {
        double[] expected = Losses(Way.Operators);
        foreach (Way way in new[] { Way.Stack, Way.Recomputed, Way.Packed, Way.PackedAndRecomputed })
        {
            double[] found = Losses(way);
            double worst = expected.Zip(found, (a, b) => Math.Abs(a - b) / a).Max();
            Assert.True(worst < 1e-3, $"{way}: losses differ by {worst:g2}");
        }
        Assert.True(expected[^20..].Average() < 0.8 * expected[..20].Average(), "the loss falls");
    }

    [Fact]
    public void Attention_to_a_cache_is_refused_where_a_gradient_would_be_asked_of_it()
    {
        using CausalFusionModel model = Tiny.Model();
        using var scope = NewDisposeScope();
        Assert.Contains("no_grad", Assert.Throws<InvalidOperationException>(() => model.BeginClasses(tensor([1L]))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_pass_that_is_not_run_back_does_not_hinder_the_next()
    {
        using CausalFusionModel model = Tiny.Model();
        (double expected, Dictionary<string, float[]> gradients) = Step(model, Way.Stack, copies: 1);
        using var session = new TrainingSession(model, Options(copies: 1));
        using var scope = NewDisposeScope();
        Tensor images = Tiny.Normal(8, 1, 6, 3, 8, 8);
        Tensor first = session.Loss(images, Conditions(), session.Draw(0)), second = session.Loss(images, Conditions(), session.Draw(0));
        model.zero_grad();
        second.backward();
        Assert.Equal(expected, first.item<float>());
        Assert.All(gradients, pair => Assert.Equal(pair.Value, Values(model)[pair.Key]));
    }

    private static double[] Losses(Way way)
    {
        using CausalFusionModel model = new(Tiny.Config, seed: 3);
        return With(way, model, () =>
        {
            using var session = new TrainingSession(model, Options(copies: 1) with
            {
                LearningRate = 2e-3,
                GradientCheckpointing = IsRecomputed(way),
            });
            using Tensor images = Tiny.Normal(8, 1, 6, 3, 8, 8);
            return Enumerable.Range(0, 200).Select(step => session.Step(step, images, Conditions()).Loss).ToArray();
        });
    }

    private static (double Loss, Dictionary<string, float[]> Gradients) Step(CausalFusionModel model, Way way, int copies) =>
        With(way, model, () =>
        {
            using var session = new TrainingSession(model, Options(copies) with { GradientCheckpointing = IsRecomputed(way) });
            using var scope = NewDisposeScope();
            model.zero_grad();
            Tensor loss = session.Loss(Tiny.Normal(8, 1, 6, 3, 8, 8), Conditions(), session.Draw(0));
            loss.backward();
            return ((double)loss.item<float>(), Values(model));
        });

    private static T With<T>(Way way, CausalFusionModel model, Func<T> work)
    {
        using ForcedProducts forced = new(
            way is Way.Packed or Way.PackedAndRecomputed ? nameof(ProductKind.Packed) : nameof(ProductKind.Blas));
        BlockStack.IsOff = way == Way.Operators;
        try
        {
            return work();
        }
        finally
        {
            BlockStack.IsOff = false;
            model.GradientCheckpointing = false;
        }
    }

    private static bool IsRecomputed(Way way) => way is Way.Recomputed or Way.PackedAndRecomputed;

    private static TrainingOptions Options(int copies) =>
        new() { BatchSize = 6 * copies, NoisedCopies = copies, Split = ArSplitPolicy.Equal(3), WarmupSteps = 10, Seed = 5 };

    private static Condition[] Conditions() => [.. Enumerable.Range(0, 6).Select(i => Condition.OfClass(i))];

    private static Dictionary<string, float[]> Values(CausalFusionModel model) => model.named_parameters()
        .Where(p => p.parameter.grad is not null).ToDictionary(p => p.name, p => p.parameter.grad!.data<float>().ToArray());
}
