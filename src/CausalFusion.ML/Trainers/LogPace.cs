using System.Diagnostics;

namespace CausalFusion.ML.Trainers;

/// <summary>Says when a log is due for another line: at the first and at the last, and in between once a second.</summary>
internal sealed class LogPace
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private long? _lastLine;

    /// <summary>Whether to write a line now.</summary>
    /// <param name="isLast">Whether there will be no other.</param>
    public bool IsDue(bool isLast)
    {
        if (_lastLine is { } last && !isLast && Stopwatch.GetElapsedTime(last) < _interval)
        {
            return false;
        }
        _lastLine = Stopwatch.GetTimestamp();
        return true;
    }
}
