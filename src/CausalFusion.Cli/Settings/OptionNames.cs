using System.Text.RegularExpressions;

namespace CausalFusion.Cli.Settings;

/// <summary>Puts the names of the command line's options in the place of the library's in a message.</summary>
internal static class OptionNames
{
    /// <summary>The message in the words of the command line.</summary>
    /// <param name="message">What the library says.</param>
    /// <param name="names">The library's names with those of the options.</param>
    public static string In(string message, IReadOnlyDictionary<string, string> names) => Regex.Replace(
        message, @"\b[A-Z]\w+\b", word => names.GetValueOrDefault(word.Value) ?? word.Value);
}
