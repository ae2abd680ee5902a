namespace CausalFusion.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>The work is done.</summary>
    public const int Success = 0;

    /// <summary>Something failed that nobody foresaw.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong: an unknown option, a value out of range.</summary>
    public const int Usage = 2;

    /// <summary>An input is missing, unreadable, damaged or does not fit.</summary>
    public const int BadInput = 3;

    /// <summary>The output can't be written.</summary>
    public const int BadOutput = 4;

    /// <summary>The work was canceled, as by Ctrl+C.</summary>
    public const int Canceled = 130;

    /// <summary>The list, for the help.</summary>
    public const string Help =
        "Exit codes: 0 done; 1 unexpected failure; 2 wrong command line; 3 an input is missing, damaged or does not fit; 4 the output can't be "
        + "written; 130 canceled.";
}
