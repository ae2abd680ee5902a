using CausalFusion.Diffusion;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Diffusion;

public sealed class NoiseScheduleTests
{
    [PublishedGoldenFact]
    public void Every_table_is_that_of_the_published_code()
    {
        using GoldenFile golden = GoldenFile.Published("diffusion");
        NoiseSchedule full = NoiseSchedule.Default;
        Check(golden, "full", full);
        Check(golden, "r250", full.Respace(250));
        Check(golden, "r50", full.Respace(50));
        Check(golden, "r10", full.Respace(10));
        Check(golden, "r1", full.Respace(1));
        Check(golden, "ddim50", full.RespaceByStride(50));
        Check(golden, "r10_15_20", full.Respace([10, 15, 20]));
    }

    [Fact]
    public void Every_table_is_that_of_the_reference()
    {
        using GoldenFile golden = GoldenFile.Ours("schedules");
        NoiseSchedule full = NoiseSchedule.Default;
        Check(golden, "full", full);
        Check(golden, "r50", full.Respace(50));
        Check(golden, "r21", full.Respace(21));
        Check(golden, "r1", full.Respace(1));
        Check(golden, "ddim50", full.RespaceByStride(50));
        Check(golden, "r10_15_20", full.Respace([10, 15, 20]));
    }

    [Fact]
    public void A_respaced_schedule_is_a_subset_that_agrees_on_the_remaining_noise()
    {
        NoiseSchedule full = NoiseSchedule.Default;
        foreach (int steps in new[] { 1, 2, 7, 100, 999, 1000 })
        {
            NoiseSchedule respaced = full.Respace(steps);
            Assert.Equal(steps, respaced.Timesteps);
            Assert.Equal(1000, respaced.TrainingTimesteps);
            for (int i = 0; i < steps; i++)
            {
                Assert.Equal(full.AlphasCumprod[respaced.TimestepMap[i]], respaced.AlphasCumprod[i], 1e-12);
                Assert.True(i == 0 || respaced.TimestepMap[i] > respaced.TimestepMap[i - 1]);
            }
        }
    }

    [Fact]
    public void What_cannot_be_spaced_is_refused()
    {
        Assert.Throws<ArgumentException>(() => NoiseSchedule.Default.Respace(1001));
        Assert.Throws<ArgumentException>(() => NoiseSchedule.Default.Respace(0));
        Assert.Throws<ArgumentException>(() => NoiseSchedule.Default.RespaceByStride(999));
        Assert.Throws<ArgumentException>(() => NoiseSchedule.FromBetas([0.1, 1.5]));
        Assert.Throws<ArgumentException>(() => NoiseSchedule.FromBetas([]));
    }

    private static void Check(GoldenFile golden, string name, NoiseSchedule schedule)
    {
        using var scope = NewDisposeScope();
        Compare("betas", i => schedule.Betas[i]);
        Compare("alphas_cumprod", i => schedule.AlphasCumprod[i]);
        Compare("sqrt_alphas_cumprod", schedule.SignalScale);
        Compare("sqrt_one_minus_alphas_cumprod", schedule.NoiseScale);
        Compare("sqrt_recip_alphas_cumprod", schedule.ReciprocalSignalScale);
        Compare("sqrt_recipm1_alphas_cumprod", schedule.ReciprocalNoiseScale);
        Compare("posterior_variance", schedule.PosteriorVariance);
        Compare("posterior_mean_coef1", schedule.PosteriorMeanOfStart);
        Compare("posterior_mean_coef2", schedule.PosteriorMeanOfCurrent);
        Compare("timestep_map", i => schedule.TimestepMap[i]);
        if (schedule.Timesteps > 1)
        {
            Compare("posterior_log_variance_clipped", schedule.PosteriorLogVariance);
            Compare("fixed_large_variance", schedule.FixedLargeVariance);
            Compare("fixed_large_log_variance", i => Math.Log(schedule.FixedLargeVariance(i)));
        }

        void Compare(string table, Func<int, double> ours)
        {
            double[] expected = [.. golden[$"{name}.{table}"].to(ScalarType.Float64).data<double>()];
            Assert.Equal(schedule.Timesteps, expected.Length);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(Math.Abs(expected[i] - ours(i)) <= 1e-9 * Math.Max(Math.Abs(expected[i]), 1e-12),
                    $"{name}.{table}[{i}]: expected {expected[i]:r}, found {ours(i):r}");
            }
        }
    }
}
