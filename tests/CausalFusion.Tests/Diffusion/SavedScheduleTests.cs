using CausalFusion.Diffusion;

namespace CausalFusion.Tests.Diffusion;

/// <summary>Noise schedules as files hold them.</summary>
public sealed class SavedScheduleTests
{
    [Fact]
    public void A_schedule_comes_back_from_its_text()
    {
        foreach (NoiseSchedule schedule in (NoiseSchedule[])[NoiseSchedule.Default, NoiseSchedule.Linear(
            7, 1e-3, 0.5), NoiseSchedule.FromBetas([0.1, 0.25, 1])])
        {
            Assert.Equal(schedule.Betas.ToArray(), NoiseSchedule.FromJson(schedule.ToJson()).Betas.ToArray());
        }
        Assert.Throws<InvalidOperationException>(() => NoiseSchedule.Default.Respace(10).ToJson());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"linear":{"timesteps":10}}""")]
    [InlineData("""{"linear":{"timesteps":0,"start":0.1,"end":0.2}}""")]
    [InlineData("""{"linear":{"timesteps":2147483647,"start":0.1,"end":0.2}}""")]
    [InlineData("""{"linear":{"timesteps":10,"start":0.1,"end":2}}""")]
    [InlineData("""{"linear":{"timesteps":10,"start":0.1,"end":0.2},"betas":[0.1]}""")]
    [InlineData("""{"betas":[]}""")]
    [InlineData("""{"betas":[0.1,"NaN"]}""")]
    [InlineData("""{"betas":[0.1],"gammas":[1]}""")]
    [InlineData("""{"betas":[1,1,1]}""")]
    [InlineData("""{"betas":[1e-320,0.1]}""")]
    public void What_is_no_schedule_that_a_network_can_be_trained_with_is_refused(string json) =>
        Assert.Contains("noise schedule cannot be read", Assert.Throws<InvalidDataException>(() => NoiseSchedule.FromJson(json)).Message,
            StringComparison.Ordinal);
}
