using System.Text.Json;
using CausalFusion.Diffusion;

namespace CausalFusion.Tests.Diffusion;

public sealed class GuidanceIntervalTests
{
    [Fact]
    public void Timesteps_are_the_training_s_also_on_a_respaced_schedule_and_both_ends_belong_to_it()
    {
        NoiseSchedule schedule = NoiseSchedule.Default.Respace(10); // 0, 111, …, 999
        GuidanceInterval interval = GuidanceInterval.Timesteps(111, 444);
        Assert.Equal([1, 2, 3, 4], Enumerable.Range(0, 10).Where(i => interval.Contains(schedule, i)));
    }

    [Fact]
    public void Noise_levels_are_the_ratio_of_noise_to_signal()
    {
        NoiseSchedule schedule = NoiseSchedule.Default;
        GuidanceInterval interval = GuidanceInterval.NoiseLevels(0.28, 2.9);
        Assert.All(Enumerable.Range(0, 1000), i =>
        {
            double level = schedule.NoiseScale(i) / schedule.SignalScale(i);
            Assert.Equal(level is >= 0.28 and <= 2.9, interval.Contains(schedule, i));
        });
    }

    [Theory]
    [InlineData("t:100..800")]
    [InlineData("sigma:0.25..2.5")]
    [InlineData("sigma:0..Infinity")]
    public void An_interval_s_text_names_it_also_in_json(string text)
    {
        GuidanceInterval interval = GuidanceInterval.Parse(text);
        Assert.Equal(text, interval.ToString());
        Assert.Equal(interval, JsonSerializer.Deserialize<GuidanceInterval>(JsonSerializer.Serialize(interval)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("100..800")]
    [InlineData("t:800..100")]
    [InlineData("t:-1..5")]
    [InlineData("t:1")]
    [InlineData("t:1..2..3")]
    [InlineData("sigma:nan..1")]
    public void What_is_no_interval_is_refused(string text) =>
        Assert.Contains($"found '{text}'", Assert.Throws<FormatException>(() => GuidanceInterval.Parse(text)).Message, StringComparison.Ordinal);
}
