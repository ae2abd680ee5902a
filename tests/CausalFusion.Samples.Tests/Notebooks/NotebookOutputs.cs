using System.Text.Json.Nodes;

namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>What a cell showed, gathered from the kernel's events, in the form in which a notebook file (nbformat 4) keeps it.</summary>
/// <param name="executionCount">The cell's place among those that were run, from one.</param>
internal sealed class NotebookOutputs(int executionCount)
{
    private readonly List<JsonObject> _outputs = [];
    private readonly Dictionary<string, JsonObject> _displayed = [];

    /// <summary>Takes an event of the kernel; those that show nothing are passed over.</summary>
    public void Add(string kind, JsonObject content)
    {
        switch (kind)
        {
            case "StandardOutputValueProduced":
                Write("stdout", content);
                break;
            case "StandardErrorValueProduced":
                Write("stderr", content);
                break;
            case "DisplayedValueProduced":
                var displayed = new JsonObject { ["data"] = Data(content), ["metadata"] = new JsonObject(), ["output_type"] = "display_data" };
                _displayed[(string)content["valueId"]!] = displayed;
                _outputs.Add(displayed);
                break;
            case "DisplayedValueUpdated" when _displayed.TryGetValue((string)content["valueId"]!, out JsonObject? shown):
                shown["data"] = Data(content);
                break;
            case "ReturnValueProduced":
                _outputs.Add(new JsonObject
                {
                    ["data"] = Data(content),
                    ["execution_count"] = executionCount,
                    ["metadata"] = new JsonObject(),
                    ["output_type"] = "execute_result",
                });
                break;
        }
    }

    /// <summary>The outputs of the cell.</summary>
    public JsonArray ToJson()
    {
        foreach (JsonObject stream in _outputs.Where(output => (string)output["output_type"]! == "stream"))
        {
            stream["text"] = Lines((string)stream["text"]!);
        }
        return [.. _outputs];
    }

    // What is written in several goes is one text.
    private void Write(string name, JsonObject content)
    {
        string text = string.Concat(content["formattedValues"]!.AsArray().Select(value => (string?)value!["value"]));
        if (_outputs.LastOrDefault() is { } last && (string?)last["name"] == name)
        {
            last["text"] = (string)last["text"]! + text;
        }
        else
        {
            _outputs.Add(new JsonObject { ["name"] = name, ["output_type"] = "stream", ["text"] = text });
        }
    }

    private static JsonObject Data(JsonObject content)
    {
        var data = new JsonObject();
        foreach (JsonNode? value in content["formattedValues"]!.AsArray())
        {
            string mimeType = (string)value!["mimeType"]!, text = (string)value["value"]!;
            data[mimeType] = mimeType.StartsWith("text/", StringComparison.Ordinal) ? Lines(text) : text;
        }
        return data;
    }

    // A notebook file holds a text as its lines.
    private static JsonArray Lines(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        return [.. lines.Select((line, i) => (JsonNode)(i + 1 < lines.Length ? line + "\n" : line)).Where(line => ((string)line!).Length > 0)];
    }
}
