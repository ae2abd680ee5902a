namespace CausalFusion.Progress;

/// <summary>Says when a log of long work is due for another line: often at first, then less and less often, and at the end.</summary>
internal sealed class LogPace
{
    private const double Growth = 1.25;

    private readonly TimeProvider _time;
    private readonly TimeSpan _longest;
    private TimeSpan _interval, _wait;
    private long _last;
    private bool _hasLines;

    /// <param name="interval">The time from one line to the next at first.</param>
    /// <param name="longest">What it grows to.</param>
    /// <param name="wait">How long work takes that is worth no line.</param>
    /// <param name="time">The clock; the system's where null.</param>
    public LogPace(TimeSpan interval, TimeSpan longest, TimeSpan wait, TimeProvider? time = null)
    {
        (_interval, _longest, _wait, _time) = (interval, longest, wait, time ?? TimeProvider.System);
        _last = _time.GetTimestamp();
    }

    /// <summary>A line a second, the first at once.</summary>
    public static LogPace EachSecond() => new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.Zero);

    /// <summary>Whether to write a line now.</summary>
    /// <param name="isLast">Whether there will be no other; it is due where others were.</param>
    public bool IsDue(bool isLast)
    {
        if (_time.GetElapsedTime(_last) < _wait && !(isLast && _hasLines))
        {
            return false;
        }
        if (_hasLines)
        {
            _interval = TimeSpan.FromTicks(Math.Min((long)(_interval.Ticks * Growth), _longest.Ticks));
        }
        (_wait, _last, _hasLines) = (_interval, _time.GetTimestamp(), true);
        return true;
    }
}
