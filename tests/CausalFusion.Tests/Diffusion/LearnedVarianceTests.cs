using CausalFusion.Diffusion;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Diffusion;

public sealed class LearnedVarianceTests
{
    [Fact]
    public void The_learned_variance_lies_between_the_posterior_variance_and_beta()
    {
        using var scope = NewDisposeScope();
        NoiseSchedule schedule = NoiseSchedule.Default.Respace(20);
        Tensor output = cat([zeros([3, 2, 4, 4]), tensor([-1f, 0f, 1f]).view(3, 1, 1, 1).expand(-1, 2, 4, 4)], 1);
        for (int i = 1; i < 20; i++)
        {
            DiffusionPrediction prediction = LearnedVariance.Prediction(output, schedule, i);
            double small = Math.Log(schedule.PosteriorVariance(i)), large = Math.Log(schedule.Betas[i]);
            float[] found = [.. prediction.LogVariance!.select(1, 0).select(1, 0).select(1, 0).data<float>()];
            Assert.Equal(small, found[0], 1e-5);
            Assert.Equal((small + large) / 2, found[1], 1e-5);
            Assert.Equal(large, found[2], 1e-5);
            Assert.Equal(output.narrow(1, 0, 2).data<float>().ToArray(), prediction.Value.data<float>().ToArray());
        }
    }

    [Fact]
    public void A_perfect_prediction_with_the_posteriors_variance_has_no_loss_after_the_first_timestep()
    {
        using var scope = NewDisposeScope();
        int[] timesteps = [1, 400, 999];
        Tensor clean = Tiny.Normal(1, 1, 3, 2, 4, 4) * 0.3, noise = Tiny.Normal(1, 2, 3, 2, 4, 4);
        Tensor noised = GaussianDiffusion.AddNoise(NoiseSchedule.Default, clean, noise, timesteps);
        LearnedVarianceLoss loss =
            LearnedVariance.Loss(cat([noise, full_like(noise, -1)], 1), clean, noised, noise, NoiseSchedule.Default, timesteps);
        Assert.Equal(0, Approximately.Largest(loss.SquaredError));
        Assert.True(Approximately.Largest(loss.Bound) < 1e-4, "bound");

        LearnedVarianceLoss wider = LearnedVariance.Loss(cat([noise, ones_like(noise)], 1), clean, noised, noise, NoiseSchedule.Default, timesteps);
        Assert.True(wider.Bound[0].item<float>() > 0.01);
    }

    [Fact]
    public void The_bounds_gradient_reaches_the_variance_alone()
    {
        using var scope = NewDisposeScope();
        int[] timesteps = [0, 300];
        Tensor clean = Tiny.Normal(1, 1, 2, 1, 4, 4) * 0.3, noise = Tiny.Normal(1, 2, 2, 1, 4, 4),
            output = Tiny.Normal(1, 3, 2, 2, 4, 4).requires_grad_();
        Tensor noised = GaussianDiffusion.AddNoise(NoiseSchedule.Default, clean, noise, timesteps);
        LearnedVariance.Loss(output, clean, noised, noise, NoiseSchedule.Default, timesteps).Bound.sum().backward();
        Assert.Equal(0, Approximately.Largest(output.grad!.narrow(1, 0, 1)));
        Assert.True(output.grad!.narrow(1, 1, 1).abs().min().item<float>() > 0);
    }

    [Fact]
    public void The_masses_of_all_values_of_a_channel_sum_to_one()
    {
        using var scope = NewDisposeScope();
        Tensor values = arange(256, dtype: ScalarType.Float64) / 127.5 - 1;
        foreach ((double mean, double deviation) in new[] { (0.1, 0.3), (-0.95, 0.02), (1.2, 0.5), (0, 0.003) })
        {
            Tensor masses = DiscretizedGaussian.LogLikelihood(values, full_like(values, mean), full_like(values, Math.Log(deviation))).exp();
            Assert.Equal(1, masses.sum().item<double>(), 1e-6);
        }
    }

    [Fact]
    public void Guidance_of_some_channels_leaves_the_others_to_the_condition()
    {
        using var scope = NewDisposeScope();
        Tensor prediction = Tiny.Normal(1, 1, 4, 8, 2, 2), conditional = prediction.narrow(0, 0, 2);
        Tensor guided = ClassifierFreeGuidance.Combine(prediction, 2.5, 3), all = ClassifierFreeGuidance.Combine(prediction, 2.5);
        Assert.Equal([2, 8, 2, 2], guided.shape);
        Assert.Equal(all.narrow(1, 0, 3).contiguous().data<float>().ToArray(), guided.narrow(1, 0, 3).contiguous().data<float>().ToArray());
        Assert.Equal(conditional.narrow(1, 3, 5).contiguous().data<float>().ToArray(), guided.narrow(1, 3, 5).contiguous().data<float>().ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassifierFreeGuidance.Combine(prediction, 2, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassifierFreeGuidance.Combine(prediction, 2, 0));
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        using var scope = NewDisposeScope();
        Tensor one = zeros([1, 3, 2, 2]);
        Assert.Contains("(1, 3, 2, 2)", Assert.Throws<ArgumentException>(() => LearnedVariance.Prediction(one, NoiseSchedule.Default, 3)).Message,
            StringComparison.Ordinal);
        Tensor output = zeros([1, 6, 2, 2]);
        Assert.Contains(
            "found 2", Assert.Throws<ArgumentException>(
                () => LearnedVariance.Loss(output, one, one, one, NoiseSchedule.Default, [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "1000", Assert.Throws<ArgumentException>(
                () => LearnedVariance.Loss(output, one, one, one, NoiseSchedule.Default, [1000])).Message, StringComparison.Ordinal);
    }
}
