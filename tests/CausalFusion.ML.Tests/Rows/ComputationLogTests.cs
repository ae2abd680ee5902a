using CausalFusion.ML.Rows;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Tests.Rows;

public class ComputationLogTests
{
    private readonly MLContext _ml = new();
    private readonly List<string> _lines = [];
    private readonly ManualClock _clock = new();

    public ComputationLogTests() => _ml.Log += (_, e) =>
    {
        if (e.Kind == ChannelMessageKind.Info && e.Message.Contains("Column '", StringComparison.Ordinal))
        {
            _lines.Add(e.Message[e.Message.IndexOf("Column '", StringComparison.Ordinal)..]);
        }
    };

    [Fact]
    public void There_is_a_line_for_a_second_of_computing_at_most_and_one_at_the_end()
    {
        var log = new ComputationLog(new Squares(_ml, _ => { }), _clock);
        log.Run(4, () =>
        {
            for (int i = 1; i <= 8; i++)
            {
                _clock.Seconds += 0.25;
                log.Report(i / 2.0);
            }
        });
        _clock.Seconds += 100; // nobody asks for rows
        log.Run(3, () => _clock.Seconds += 1.5);
        log.Dispose();
        log.Dispose();

        Assert.Equal(
            [
                "Column 'Square': 0 rows done, and 2.0 of 4 more; 2.0 rows/s",
                "Column 'Square': 0 rows done, and 4.0 of 4 more; 2.0 rows/s",
                "Column 'Square': 4 rows done, and 3.0 of 3 more; 2.0 rows/s",
                "Column 'Square': 7 rows done in 3.5 s, 2.0 rows/s",
            ],
            _lines);
    }

    [Fact]
    public void What_was_stopped_is_not_counted_as_done()
    {
        var log = new ComputationLog(new Squares(_ml, _ => { }), _clock);
        log.Run(4, () => _clock.Seconds += 0.5);
        Assert.Throws<OperationCanceledException>(() => log.Run(4, () =>
        {
            _clock.Seconds += 0.5;
            log.Report(2);
            throw new OperationCanceledException();
        }));
        log.Dispose();

        Assert.Equal("Column 'Square': 4 rows done in 1 s, 4.0 rows/s", _lines[^1]);
    }
}
