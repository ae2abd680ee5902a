using CausalFusion.Progress;

namespace CausalFusion.Tests.Progress;

public sealed class LogPaceTests
{
    [Fact]
    public void Lines_come_every_few_seconds_at_first_and_every_minute_later()
    {
        var time = new ManualClock();
        var pace = new LogPace(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5), time);
        var lines = new List<int>();
        for (int second = 1; second <= 1800; second++)
        {
            time.Seconds = second;
            if (pace.IsDue(isLast: false))
            {
                lines.Add(second);
            }
        }

        Assert.Equal([5, 10], lines[..2]);
        int[] gaps = [.. lines.Zip(lines.Skip(1), (a, b) => b - a)];
        Assert.Equal(gaps.Order(), gaps);
        Assert.Equal(60, gaps[^1]);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(6, true)]
    public void Work_that_is_short_gets_no_line_and_long_work_one_at_its_end(int seconds, bool expected)
    {
        var time = new ManualClock();
        var pace = new LogPace(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5), time);
        time.Seconds = seconds;
        Assert.Equal(expected, pace.IsDue(isLast: false));
        time.Seconds += 0.5;
        Assert.Equal(expected, pace.IsDue(isLast: true));
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.36, "0.4 s")]
    [InlineData(14.2, "14 s")]
    [InlineData(59.6, "1 min 00 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(3900, "1 h 05 min")]
    [InlineData(183_600, "2 d 3 h")]
    public void A_duration_is_told_in_its_two_largest_units(double seconds, string expected) =>
        Assert.Equal(expected, DurationText.Of(TimeSpan.FromSeconds(seconds)));
}
