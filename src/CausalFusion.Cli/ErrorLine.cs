namespace CausalFusion.Cli;

/// <summary>What is said on the error stream beside progress: one line each.</summary>
internal static class ErrorLine
{
    /// <summary>Writes a message on one line. What a file of a stranger put into it does not reach the terminal as a command.</summary>
    /// <param name="error">The stream.</param>
    /// <param name="message">The message.</param>
    public static void Write(TextWriter error, string message)
    {
        string line = string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        error.WriteLine("causalfusion: " + TerminalText.Of(line));
    }
}
