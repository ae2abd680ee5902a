using CausalFusion.Diffusion;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Diffusion;

[Collection(nameof(RunsAlone))]
public sealed class DiffusionSamplerTests
{
    // Data of which everything is known: independent normal values of this standard deviation. The best prediction of x₀ is then a multiple of x_t,
    // and the probability flow keeps x_t in proportion to its standard deviation.
    private const double Spread = 0.7;

    public static TheoryData<string> Methods { get; } = ["ddpm", "ddpm:small", "ddim", "ddim:0.3", "ddim:1", "dpm++2m"];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_target_leads_to_the_same_sample(string method)
    {
        using var scope = NewDisposeScope();
        foreach (int steps in new[] { 1, 2, 3, 17 })
        {
            NoiseSchedule schedule = NoiseSchedule.Default.Respace(steps);
            Tensor start = Tiny.Normal(1, 1, 4, 5);
            // x̂₀ from ε̂ at the first step multiplies rounding by 1/√ᾱ, 158.
            Tensor fromNoise = Walk(method, schedule, start, PredictionTarget.Noise),
                fromClean = Walk(method, schedule, start, PredictionTarget.Clean),
                fromVelocity = Walk(method, schedule, start, PredictionTarget.Velocity);
            Approximately.Equal(fromNoise, fromClean, 2e-4, $"{steps} steps", scale: 1);
            Approximately.Equal(fromVelocity, fromClean, 2e-6, $"{steps} steps", scale: 1);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_velocity_is_sampled_from_where_nothing_is_left_of_the_image(string method)
    {
        using var scope = NewDisposeScope();
        NoiseSchedule schedule = NoiseSchedule.FromBetas([0.1, 0.4, 0.7, 1]);
        Tensor start = Tiny.Normal(2, 1, 50), sample = Walk(method, schedule, start, PredictionTarget.Velocity);
        Assert.All(sample.data<float>().ToArray(), value => Assert.True(float.IsFinite(value)));
        Approximately.Equal(Walk(method, schedule, start, PredictionTarget.Clean), sample, 1e-5);
    }

    [Fact]
    public void Deterministic_samplers_approach_the_probability_flow_at_the_rate_of_their_order()
    {
        double[] ddim = [.. new[] { 25, 50, 100 }.Select(n => FlowError("ddim", n))],
            solver = [.. new[] { 25, 50, 100 }.Select(n => FlowError("dpm++2m", n))];
        Assert.InRange(ddim[0] / ddim[1], 1.6, 2.6);
        Assert.InRange(ddim[1] / ddim[2], 1.6, 2.6);
        Assert.True(solver[0] < ddim[0] / 4, $"DPM-Solver++(2M) is off by {solver[0]:g3} with 25 steps, DDIM by {ddim[0]:g3}.");
        Assert.True(solver[2] < ddim[2] / 4, $"DPM-Solver++(2M) is off by {solver[2]:g3} with 100 steps, DDIM by {ddim[2]:g3}.");
    }

    [Theory]
    [InlineData("ddpm", 1.0, 250)]
    [InlineData("ddpm:small", 1.0, 250)]
    [InlineData("ddim:1", 1.0, 250)]
    [InlineData("ddim:0.5", 1.0, 250)]
    public void Samplers_that_draw_noise_sample_the_data_s_distribution(string method, double temperature, int steps)
    {
        using var scope = NewDisposeScope();
        Tensor sample = Walk(method, NoiseSchedule.Default.Respace(steps), Tiny.Normal(3, 1, 20_000), PredictionTarget.Noise, temperature);
        Assert.Equal(Spread, sample.square().mean().sqrt().item<float>(), 0.02);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Without_temperature_nothing_is_drawn_and_less_temperature_gives_less_spread(string method)
    {
        using var scope = NewDisposeScope();
        NoiseSchedule schedule = NoiseSchedule.Default.Respace(20);
        Tensor start = Tiny.Normal(4, 1, 5_000);
        using (DiffusionSampler cold = SamplerMethod.Parse(method).Begin(schedule, 0))
        {
            Assert.All(Enumerable.Range(0, 20), i => Assert.False(cold.AddsNoise(i)));
        }
        double SpreadAt(double temperature) =>
            Walk(method, schedule, start, PredictionTarget.Noise, temperature).square().mean().sqrt().item<float>();
        bool random = SamplerMethod.Parse(method).Begin(schedule).AddsNoise(19);
        Assert.Equal(random, SpreadAt(0) < SpreadAt(0.7) && SpreadAt(0.7) < SpreadAt(1));
    }

    [Fact]
    public void Ddim_with_an_eta_of_one_is_ancestral_sampling_of_small_variance()
    {
        using var scope = NewDisposeScope();
        NoiseSchedule schedule = NoiseSchedule.Default.Respace(13);
        Tensor start = Tiny.Normal(5, 1, 100);
        Approximately.Equal(
            Walk("ddpm:small", schedule, start, PredictionTarget.Clean), Walk("ddim:1", schedule, start, PredictionTarget.Clean), 2e-5);
    }

    [Fact]
    public void A_learned_variance_takes_the_place_of_the_fixed_one_element_by_element()
    {
        using var scope = NewDisposeScope();
        NoiseSchedule schedule = NoiseSchedule.Default.Respace(10);
        Tensor current = Tiny.Normal(6, 1, 3, 4), predicted = Tiny.Normal(6, 2, 3, 4), noise = Tiny.Normal(6, 3, 3, 4),
            logVariance = Tiny.Normal(6, 4, 3, 4);
        using var sampler = new DdpmSampler(schedule, temperature: 0.5);
        Tensor mean = new DdpmSampler(schedule, temperature: 0).Step(current, new(predicted), 4, null);
        Tensor learned = sampler.Step(current, new(predicted, PredictionTarget.Noise, logVariance), 4, noise);
        Approximately.Equal((logVariance * 0.5).exp() * noise * 0.5, learned - mean, 1e-5);
        Tensor constant = full_like(predicted, (float)Math.Log(schedule.FixedLargeVariance(4)));
        Approximately.Equal(
            sampler.Step(current, new(predicted), 4, noise), sampler.Step(current, new(predicted, PredictionTarget.Noise, constant), 4, noise), 1e-6);
    }

    [Fact]
    public void A_walk_leaves_no_tensor_behind()
    {
        foreach (string method in Methods)
        {
            using var scope = NewDisposeScope();
            Tensor start = Tiny.Normal(7, 1, 10);
            long before = LiveTensors.CountHeld();
            Walk(method, NoiseSchedule.Default.Respace(6), start, PredictionTarget.Clean).Dispose();
            Assert.Equal(before, LiveTensors.Count);
        }
    }

    [Theory]
    [InlineData("ddpm")]
    [InlineData("ddpm:small")]
    [InlineData("ddim")]
    [InlineData("ddim:0.25")]
    [InlineData("dpm++2m")]
    public void A_method_s_text_names_it(string text)
    {
        Assert.Equal(text, SamplerMethod.Parse(text).ToString());
        Assert.Equal(SamplerMethod.Parse(text), SamplerMethod.Parse(text.ToUpperInvariant()));
        Assert.NotEqual(SamplerMethod.Parse(text), SamplerMethod.Ddim(0.9));
    }

    [Theory]
    [InlineData("")]
    [InlineData("euler")]
    [InlineData("ddim:1.5")]
    [InlineData("ddim:nan")]
    [InlineData("ddim:")]
    public void What_names_no_sampler_is_refused(string text) =>
        Assert.Contains($"found '{text}'", Assert.Throws<FormatException>(() => SamplerMethod.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Settings_and_steps_out_of_range_are_refused()
    {
        using var scope = NewDisposeScope();
        NoiseSchedule schedule = NoiseSchedule.Default.Respace(5);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DdimSampler(schedule, -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SamplerMethod.Ddim(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => SamplerMethod.Ddpm.Begin(schedule, -1));
        Tensor x = Tiny.Normal(8, 1, 2);
        using DiffusionSampler ddpm = SamplerMethod.Ddpm.Begin(schedule), solver = SamplerMethod.DpmSolver.Begin(schedule);
        Assert.Throws<ArgumentOutOfRangeException>(() => ddpm.Step(x, new(x), 5, x));
        Assert.Throws<ArgumentNullException>(() => ddpm.Step(x, new(x), 3, null));
        solver.Step(x, new(x), 4, null);
        Assert.Contains("expected index 3 after 4; found 1", Assert.Throws<InvalidOperationException>(() => solver.Step(x, new(x), 1, null)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Samples the known data from x_T = start·(its standard deviation there), with the exact prediction.</summary>
    private static Tensor Walk(string method, NoiseSchedule schedule, Tensor start, PredictionTarget target, double temperature = 1)
    {
        using var scope = NewDisposeScope();
        using DiffusionSampler sampler = SamplerMethod.Parse(method).Begin(schedule, temperature);
        double VarianceAt(int i) => (schedule.AlphasCumprod[i] * Spread * Spread) + 1 - schedule.AlphasCumprod[i];
        Tensor x = start * Math.Sqrt(VarianceAt(schedule.Timesteps - 1));
        for (int i = schedule.Timesteps - 1; i >= 0; i--)
        {
            double clean = schedule.SignalScale(i) * Spread * Spread / VarianceAt(i), noise = schedule.NoiseScale(i) / VarianceAt(i);
            Tensor predicted = x * target switch
            {
                PredictionTarget.Clean => clean,
                PredictionTarget.Noise => noise,
                _ => (schedule.SignalScale(i) * noise) - (schedule.NoiseScale(i) * clean),
            };
            x = sampler.Step(x, new DiffusionPrediction(predicted, target), i, sampler.AddsNoise(i) ? Tiny.Normal(9, (ulong)i, x.shape) : null);
        }
        return x.MoveToOuterDisposeScope();
    }

    private static double FlowError(string method, int steps)
    {
        using var scope = NewDisposeScope();
        NoiseSchedule schedule = NoiseSchedule.Default.Respace(steps);
        // The last step takes the expectation of x₀, at ᾱ close to 1: the same for every sampler and not of their order.
        double alpha = schedule.AlphasCumprod[0], expected = Spread * Spread * Math.Sqrt(alpha / ((alpha * Spread * Spread) + 1 - alpha));
        return Math.Abs(Walk(method, schedule, ones(1), PredictionTarget.Clean)[0].item<float>() - expected);
    }
}
