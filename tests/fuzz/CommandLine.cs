using System.Globalization;

namespace CausalFusion.Fuzz;

/// <summary>The command line of the campaign.</summary>
internal static class CommandLine
{
    private const string Usage = """
        usage: dotnet run -c Release --project tests/fuzz -- [--minutes N | --seconds N] [--seed N] [--target NAME[,NAME ...]] [--keep FOLDER]

        Changes inputs of every kind that the libraries read, and has child processes read them. An abort, 5 seconds without an answer, 1 GB of
        memory, or an exception that is not documented is a failure: its input is kept in the folder (default artifacts/fuzz), and the exit code
        is 1.
        """;

    private static readonly TimeSpan _longest = TimeSpan.FromHours(12);

    /// <summary>Runs the campaign.</summary>
    /// <returns>0 if nothing failed, 1 if something did, 2 if the command line is wrong.</returns>
    public static int Run(string[] args)
    {
        TimeSpan duration = TimeSpan.FromMinutes(5);
        int seed = 1;
        string keep = Path.Combine("artifacts", "fuzz");
        IReadOnlyList<FuzzTarget> targets = FuzzTargets.All;
        try
        {
            if (args.Length % 2 != 0)
            {
                throw new FormatException($"expected options and their values, found {string.Join(' ', args)}");
            }
            foreach (string[] option in args.Chunk(2))
            {
                switch (option)
                {
                    case ["--minutes", var value]: duration = TimeSpan.FromMinutes(double.Parse(value, CultureInfo.InvariantCulture)); break;
                    case ["--seconds", var value]: duration = TimeSpan.FromSeconds(double.Parse(value, CultureInfo.InvariantCulture)); break;
                    case ["--seed", var value]: seed = int.Parse(value, CultureInfo.InvariantCulture); break;
                    case ["--keep", var value]: keep = value; break;
                    case ["--target", var value]: targets = [.. value.Split(',').Select(FuzzTargets.Find)]; break;
                    default: throw new FormatException($"unknown option {option[0]}");
                }
            }
            if (duration <= TimeSpan.Zero || duration > _longest)
            {
                throw new FormatException($"expected a time of at most {_longest.TotalHours} hours, found {duration}");
            }
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            Console.Error.WriteLine($"fuzz: {exception.Message}\n\n{Usage}");
            return 2;
        }
        return Campaign.Run(targets, duration, seed, keep) == 0 ? 0 : 1;
    }
}
