using System.CommandLine;

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

    /// <summary>Tells what a command found; nothing where the message is null.</summary>
    /// <param name="parsed">Says where to.</param>
    /// <param name="message">The message.</param>
    public static void Tell(ParseResult parsed, string? message)
    {
        if (message is not null)
        {
            Write(parsed.InvocationConfiguration.Error, message);
        }
    }
}
