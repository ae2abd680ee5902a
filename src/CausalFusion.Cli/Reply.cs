using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CausalFusion.Cli;

/// <summary>A command's result: JSON for programs, lines for people.</summary>
internal static class Reply
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    /// <summary>The option that every command has.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Print the result as JSON, and nothing else, on the standard output." };

    /// <summary>Prints the result.</summary>
    /// <param name="parsed">Says where to.</param>
    /// <param name="asJson">Whether as JSON.</param>
    /// <param name="result">What is written as JSON; members that are null are left out.</param>
    /// <param name="lines">What is written otherwise.</param>
    public static void Write<T>(ParseResult parsed, bool asJson, T result, IEnumerable<string> lines)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (asJson)
        {
            output.WriteLine(JsonSerializer.Serialize(result, _json));
            return;
        }
        foreach (string line in lines)
        {
            output.WriteLine(TerminalText.Of(line));
        }
    }
}
