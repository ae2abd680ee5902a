using CausalFusion.Samples.Demo.Drawing;

namespace CausalFusion.ML.Tests.Pictures;

public class AxisScaleTests
{
    [Theory]
    [InlineData(0, 1500, 8, "0|250|500|750|1,000|1,250|1,500")]
    [InlineData(0, 1500, 9, "0|200|400|600|800|1,000|1,200|1,400|1,600")]
    [InlineData(0.05, 0.31, 8, "0.05|0.10|0.15|0.20|0.25|0.30|0.35")]
    [InlineData(-1, 1, 5, "-1.0|-0.5|0.0|0.5|1.0")]
    [InlineData(3, 3, 5, "1|2|3|4|5")]
    [InlineData(0, 2e-6, 5, "0e0|5e-7|1e-6|1.5e-6|2e-6")]
    public void Ticks_are_round(double low, double high, int maxTicks, string expected)
    {
        var axis = new AxisScale(low, high, maxTicks);
        Assert.Equal(expected, string.Join('|', Enumerable.Range(0, axis.TickCount).Select(axis.Label)));
    }

    [Fact]
    public void An_axis_covers_its_range_within_the_ticks_allowed()
    {
        var random = new Random(3);
        for (int i = 0; i < 2000; i++)
        {
            double low = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 9));
            double high = low + random.NextDouble() * Math.Pow(10, random.Next(-6, 9)) + 1e-9;
            int maxTicks = random.Next(3, 12);
            var axis = new AxisScale(low, high, maxTicks);
            double tolerance = axis.Step * 1e-6;
            Assert.True(axis.Low <= low + tolerance && axis.High >= high - tolerance, $"{low}..{high} is not within {axis.Low}..{axis.High}");
            Assert.InRange(axis.TickCount, 2, maxTicks);
        }
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(2, 1)]
    public void A_range_that_is_none_is_refused(double low, double high) => Assert.Throws<ArgumentException>(() => new AxisScale(low, high, 5));
}
