using Spectre.Console;

namespace CausalFusion.Cli.Progress;

/// <summary>Shows how far long work has come, where someone can watch: on the error stream, if that is a terminal.</summary>
internal static class ProgressDisplay
{
    /// <summary>Does the work and shows its progress.</summary>
    /// <param name="error">The error stream.</param>
    /// <param name="title">What the work is called.</param>
    /// <param name="work">The work; it tells the share that is done, 0 to 1, and what else is worth telling.</param>
    public static T Run<T>(TextWriter error, string title, Func<Action<double, string>, T> work)
    {
        if (Console.IsErrorRedirected || !ReferenceEquals(error, Console.Error))
        {
            return work((_, _) => { });
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(title, maxValue: 1);
                return work((done, remark) =>
                {
                    task.Description = Markup.Escape($"{title} {remark}");
                    task.Value = done;
                });
            });
    }
}
