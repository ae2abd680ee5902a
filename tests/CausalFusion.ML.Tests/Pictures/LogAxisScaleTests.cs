using CausalFusion.Samples.Demo.Drawing;

namespace CausalFusion.ML.Tests.Pictures;

public class LogAxisScaleTests
{
    [Theory]
    [InlineData(64, 1024, 10, "50|100|200|500|1,000|2,000")]
    [InlineData(1, 64, 10, "1|2|5|10|20|50|100")]
    [InlineData(1, 2, 3, "1|2")]
    [InlineData(0.001, 0.3, 9, "0.001|0.002|0.005|0.01|0.02|0.05|0.1|0.2|0.5")]
    [InlineData(3, 3, 5, "1|2|5|10")]
    [InlineData(0.002, 5e8, 5, "0.001|1|1,000|1,000,000|1e9")]
    public void Ticks_are_round(double low, double high, int maxTicks, string expected)
    {
        var axis = new LogAxisScale(low, high, maxTicks);
        Assert.Equal(expected, string.Join('|', Enumerable.Range(0, axis.TickCount).Select(axis.Label)));
    }

    [Fact]
    public void An_axis_covers_its_range_within_the_ticks_allowed()
    {
        var random = new Random(3);
        for (int i = 0; i < 2000; i++)
        {
            double low = Math.Pow(10, 12 * (random.NextDouble() - 0.5)), high = low * Math.Pow(10, 6 * random.NextDouble());
            int maxTicks = random.Next(3, 12);
            var axis = new LogAxisScale(low, high, maxTicks);
            Assert.True(axis.Position(low) >= -1e-6 && axis.Position(high) <= 1 + 1e-6, $"{low}..{high} is not on the axis");
            Assert.InRange(axis.TickCount, 2, maxTicks);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(2, 1)]
    public void A_range_that_is_none_is_refused(double low, double high) => Assert.Throws<ArgumentException>(() => new LogAxisScale(low, high, 5));
}
