using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>A notebook file (nbformat 4): its cells can be run, and their outputs kept.</summary>
internal sealed class Notebook
{
    private static readonly JsonSerializerOptions _format = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _path;
    private readonly JsonObject _root;

    public Notebook(string path)
    {
        _path = path;
        _root = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
    }

    public static string Folder { get; } = Path.Combine(Repository.Root, "notebooks");

    public IReadOnlyList<JsonObject> CodeCells =>
        [.. _root["cells"]!.AsArray().Select(cell => cell!.AsObject()).Where(cell => (string?)cell["cell_type"] == "code")];

    public static string Source(JsonObject cell) => string.Concat(cell["source"]!.AsArray().Select(line => (string?)line));

    public static bool HasTag(JsonObject cell, string tag) => cell["metadata"]?["tags"]?.AsArray().Any(own => (string?)own == tag) == true;

    /// <summary>Runs all cells in a kernel and keeps their outputs.</summary>
    /// <remarks>Not those of a cell that loads packages, which are this machine's folders.</remarks>
    public async Task RunAsync(NotebookKernel kernel)
    {
        int count = 0;
        foreach (JsonObject cell in CodeCells)
        {
            count++;
            try
            {
                JsonArray outputs = await kernel.RunAsync(Source(cell), count);
                cell["execution_count"] = count;
                cell["outputs"] = Source(cell).Contains("#r \"nuget:", StringComparison.Ordinal) ? [] : outputs;
            }
            catch (InvalidOperationException exception)
            {
                throw new InvalidOperationException($"'{Path.GetFileName(_path)}', code cell {count}: {exception.Message}", exception);
            }
        }
    }

    public void Save() => File.WriteAllText(_path, _root.ToJsonString(_format) + "\n");
}
