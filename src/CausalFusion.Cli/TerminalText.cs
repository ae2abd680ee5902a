namespace CausalFusion.Cli;

/// <summary>Text for a terminal.</summary>
internal static class TerminalText
{
    /// <summary>A line in which what files of strangers put into it is no command to the terminal: control characters but tabs are U+FFFD.</summary>
    public static string Of(string line) =>
        string.Concat(line.Select(character => char.IsControl(character) && character != '\t' ? '\uFFFD' : character));
}
