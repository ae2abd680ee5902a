using System.Globalization;

namespace CausalFusion.Progress;

/// <summary>How long something takes, for people: in the two largest units that it has.</summary>
internal static class DurationText
{
    /// <summary><c>0.4 s</c>, <c>14 s</c>, <c>3 min 20 s</c>, <c>1 h 05 min</c>, <c>2 d 3 h</c>.</summary>
    /// <param name="duration">The time, not negative.</param>
    public static string Of(TimeSpan duration)
    {
        if (duration.TotalSeconds < 9.95)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#} s");
        }
        var seconds = TimeSpan.FromSeconds(Math.Min(Math.Round(duration.TotalSeconds), TimeSpan.MaxValue.TotalSeconds / 2));
        FormattableString text = seconds switch
        {
            { TotalMinutes: < 1 } => $"{seconds.Seconds} s",
            { TotalHours: < 1 } => $"{seconds.Minutes} min {seconds.Seconds:00} s",
            { TotalDays: < 1 } => $"{seconds.Hours} h {seconds.Minutes:00} min",
            _ => $"{seconds.Days} d {seconds.Hours} h",
        };
        return text.ToString(CultureInfo.InvariantCulture);
    }
}
