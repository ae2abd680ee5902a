using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.Randomness;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Models;

public sealed class CausalityTests
{
    [Fact]
    public void Cached_inference_over_any_split_equals_the_training_time_forward()
    {
        var random = new RandomStream(8);
        using CausalFusionModel model = Tiny.Model();
        using var noGrad = no_grad();
        for (int trial = 0; trial < 12; trial++)
        {
            using var scope = NewDisposeScope();
            ArSplit split = new ArSplitSampler(16, 0.9).Sample(random);
            CausalFusionInput input = Input(split, (ulong)trial, timestep: random.Next(1000), out int timestep);
            Tensor expected = model.Forward(input).Noised;

            using ContextCaches cache = model.BeginClasses(input.Labels);
            for (int s = 0; s < split.Steps; s++)
            {
                int start = split.Offsets[s], count = split.SizeOf(s);
                Tensor positions = input.Order.narrow(1, start, count);
                Tensor predicted = model.Predict(input.Noised.narrow(1, start, count), positions, timestep, cache);
                Approximately.Equal(expected.narrow(1, start, count), predicted, 2e-5, $"step {s} of {split}");
                model.AppendFinished(input.Clean.narrow(1, start, count), positions, cache);
            }
        }
    }

    [Fact]
    public void A_prediction_does_not_change_when_what_it_must_not_see_changes()
    {
        var random = new RandomStream(9);
        using CausalFusionModel model = Tiny.Model();
        using var noGrad = no_grad();
        for (int trial = 0; trial < 12; trial++)
        {
            using var scope = NewDisposeScope();
            ArSplit split = new ArSplitSampler(16, 1).Sample(random);
            int step = random.Next(split.Steps), start = split.Offsets[step], end = split.Offsets[step + 1];
            CausalFusionInput input = Input(split, (ulong)trial, timestep: 500, out _);
            Tensor expected = model.Forward(input).Noised.narrow(1, start, end - start);

            // Everything but its own noised tokens and the clean tokens of earlier steps.
            Tensor clean = input.Clean.clone(), noised = input.Noised.clone();
            clean.narrow(1, start, 16 - start).add_(3);
            if (start > 0)
            {
                noised.narrow(1, 0, start).mul_(-2);
            }
            if (end < 16)
            {
                noised.narrow(1, end, 16 - end).add_(5);
            }
            Tensor actual = model.Forward(input with { Clean = clean, Noised = noised }).Noised.narrow(1, start, end - start);
            Approximately.Equal(expected, actual, 1e-6, $"step {step} of {split}");
        }
    }

    [Fact]
    public void A_prediction_depends_on_each_thing_it_may_see()
    {
        using CausalFusionModel model = Tiny.Model();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        CausalFusionInput input = Input(ArSplit.FromSizes([6, 6, 4]), 1, 500, out _);
        Tensor Last(CausalFusionInput changed) => model.Forward(changed).Noised.narrow(1, 12, 4);
        Tensor expected = Last(input);
        Tensor early = input.Clean.clone(), own = input.Noised.clone();
        early.narrow(1, 0, 1).add_(1);
        own.narrow(1, 15, 1).add_(1);

        foreach (CausalFusionInput changed in new[]
        {
            input with { Clean = early },
            input with { Noised = own },
            input with { Timesteps = input.Timesteps + 200 },
            input with { Labels = (input.Labels + 1).remainder(7) },
            input with { Order = input.Order.flip(1) },
        })
        {
            Assert.True((Last(changed) - expected).abs().max().item<float>() > 1e-3);
        }
    }

    private static CausalFusionInput Input(ArSplit split, ulong seed, int timestep, out int used)
    {
        used = timestep;
        long[] order = new long[2 * 16];
        for (int n = 0; n < 2; n++)
        {
            long[] own = [.. Enumerable.Range(0, 16).Select(i => (long)i)];
            new RandomStream(seed, 77, (ulong)n).Shuffle<long>(own);
            own.CopyTo(order, n * 16);
        }
        return new CausalFusionInput(
            Tiny.Normal(seed, 1, 2, 16, 12), Tiny.Normal(
                seed, 2, 2, 16, 12), full([2], timestep, ScalarType.Int64), tensor([3L, 5L]), tensor(order, [2, 16]), split);
    }
}
