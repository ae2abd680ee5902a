using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CausalFusion.Files;

namespace CausalFusion.Cli.Outputs;

/// <summary>A table of captions, which <c>train --captions</c> reads, too: CSV with a header, or a JSON object in each line.</summary>
internal static class CaptionFile
{
    private const string PathColumn = "path", CaptionColumn = "caption", Probability = "log_probability", Count = "tokens", Complete = "complete";

    // The text is a file's, not a page's.
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the name of such a file ends in.</summary>
    public static string[] Endings { get; } = [".csv", ".jsonl", ".ndjson"];

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">The file; JSON lines unless it ends in .csv.</param>
    /// <param name="rows">The rows.</param>
    public static void Save(string path, IEnumerable<(string Path, string Caption, double LogProbability, int Tokens, bool IsComplete)> rows)
    {
        bool isCsv = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            if (isCsv)
            {
                writer.WriteLine(string.Join(',', PathColumn, CaptionColumn, Probability, Count, Complete));
            }
            foreach ((string file, string caption, double probability, int tokens, bool isComplete) in rows)
            {
                writer.WriteLine(isCsv
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Field(file)},{Field(caption)},{probability:R},{tokens},{(isComplete ? "true" : "false")}")
                    : new JsonObject
                    {
                        [PathColumn] = file, [CaptionColumn] = caption, [Probability] = double.IsFinite(probability) ? probability : null,
                        [Count] = tokens, [Complete] = isComplete,
                    }.ToJsonString(_json));
            }
        });
    }

    private static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
