using System.Globalization;
using CausalFusion.Progress;
using Spectre.Console;

namespace CausalFusion.Cli.Progress;

/// <summary>
/// Shows how far long work has come, on the error stream: as a bar where that is a terminal, else as lines, every few seconds at first and every
/// minute later. Work of a few seconds gets no line.
/// </summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan _often = TimeSpan.FromSeconds(5), _seldom = TimeSpan.FromMinutes(1);

    /// <summary>Does the work and shows its progress.</summary>
    /// <param name="error">The error stream.</param>
    /// <param name="title">What the work is called.</param>
    /// <param name="log">What keeps every report.</param>
    /// <param name="work">The work, which reports, from whatever thread.</param>
    /// <param name="time">The clock; the system's where null.</param>
    public static T Run<T>(TextWriter error, string title, ProgressLogs log, Func<Action<ProgressReport>, T> work, TimeProvider? time = null)
    {
        if (Console.IsErrorRedirected || !ReferenceEquals(error, Console.Error))
        {
            var pace = new LogPace(_often, _seldom, _often, time);
            return work(report =>
            {
                lock (pace)
                {
                    log.Write(report);
                    if (pace.IsDue(isLast: report.Done >= 1))
                    {
                        error.WriteLine(Line(title, report));
                    }
                }
            });
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(title, maxValue: 1);
                return work(report =>
                {
                    lock (task)
                    {
                        log.Write(report);
                        task.Description = Markup.Escape($"{title} {report.Remark}");
                        task.Value = report.Done;
                    }
                });
            });
    }

    private static string Line(string title, ProgressReport report)
    {
        string left = report.TimeLeft is { } time ? $", {DurationText.Of(time)} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{title}: {report.Done:0.0 %}, {report.Remark}{left}");
    }
}
