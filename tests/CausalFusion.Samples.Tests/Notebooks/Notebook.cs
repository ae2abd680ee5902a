using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>A notebook file (nbformat 4): its cells can be run, and their outputs kept.</summary>
internal sealed class Notebook
{
    private static readonly JsonSerializerOptions _format = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _path;
    private readonly JsonObject _root;

    public Notebook(string path)
    {
        _path = path;
        _root = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
    }

    public static string Folder { get; } = System.IO.Path.Combine(Repository.Root, "notebooks");

    public IEnumerable<JsonObject> CodeCells => _root["cells"]!.AsArray().Select(cell => cell!.AsObject()).Where(cell => (string?)cell["cell_type"] == "code");

    public static string Source(JsonObject cell) => string.Concat(cell["source"]!.AsArray().Select(line => (string?)line));

    /// <summary>Runs all cells and keeps their outputs.</summary>
    /// <param name="parameters">Code to run after the cell tagged "parameters", which sets other values than it does; null for none.</param>
    public async Task RunAsync(string? parameters = null)
    {
        using var kernel = new NotebookKernel();
        await kernel.RunAsync(PackageExtension());
        int count = 0;
        foreach (JsonObject cell in CodeCells)
        {
            count++;
            try
            {
                var (displayed, value, console) = await kernel.RunAsync(Source(cell));
                cell["execution_count"] = count;
                cell["outputs"] = NotebookOutputs.Of(displayed, value, console, count);
                if (parameters is not null && cell["metadata"]?["tags"]?.AsArray().Any(tag => (string?)tag == "parameters") == true)
                {
                    await kernel.RunAsync(parameters);
                }
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"'{System.IO.Path.GetFileName(_path)}', code cell {count}: {exception.Message}", exception);
            }
        }
    }

    public void Save() => File.WriteAllText(_path, _root.ToJsonString(_format) + "\n");

    // What the package brings for notebooks.
    private static string PackageExtension()
    {
        string script = File.ReadAllText(System.IO.Path.Combine(Repository.Root, "src", "CausalFusion.ML", "interactive-extensions", "dotnet", "extension.dib"));
        const string Language = "#!csharp";
        return script.StartsWith(Language, StringComparison.Ordinal) ? script[Language.Length..] : throw new InvalidDataException($"The extension must begin with {Language}.");
    }
}
