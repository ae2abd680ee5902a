using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>What a cell showed, as a notebook file keeps it.</summary>
internal static class NotebookOutputs
{
    public static JsonArray Of(IReadOnlyList<object> displayed, object? value, string console, int count)
    {
        var outputs = new JsonArray();
        if (console.Length > 0)
        {
            outputs.Add(new JsonObject { ["name"] = "stdout", ["output_type"] = "stream", ["text"] = Lines(console) });
        }
        foreach (object shown in displayed)
        {
            outputs.Add(new JsonObject { ["data"] = Data(shown), ["metadata"] = new JsonObject(), ["output_type"] = "display_data" });
        }
        if (value is not null)
        {
            outputs.Add(new JsonObject { ["data"] = Data(value), ["execution_count"] = count, ["metadata"] = new JsonObject(), ["output_type"] = "execute_result" });
        }
        return outputs;
    }

    // Pictures as such, which every viewer shows.
    private static JsonObject Data(object value) =>
        Formatter.Format(value, "image/png") is { } png ? new JsonObject { ["image/png"] = png }
        : value is DataFrame frame ? new JsonObject { ["text/html"] = Lines(Table(frame)) }
        : value is NotebookHtml html ? new JsonObject { ["text/html"] = Lines(html.Content) }
        : new JsonObject { ["text/plain"] = Lines(value.ToString() ?? "") };

    private static string Table(DataFrame frame)
    {
        var html = new StringBuilder("<table>\n<thead><tr>");
        html.AppendJoin("", frame.Columns.Select(column => $"<th>{WebUtility.HtmlEncode(column.Name)}</th>")).Append("</tr></thead>\n<tbody>\n");
        foreach (DataFrameRow row in frame.Rows)
        {
            html.Append("<tr>").AppendJoin("", row.Select(value => $"<td>{WebUtility.HtmlEncode($"{value}")}</td>")).Append("</tr>\n");
        }
        return html.Append("</tbody>\n</table>").ToString();
    }

    // A notebook file holds a text as its lines.
    private static JsonArray Lines(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        return [.. lines.Select((line, i) => (JsonNode)(i + 1 < lines.Length ? line + "\n" : line)).Where(line => ((string)line!).Length > 0)];
    }
}
