using System.Globalization;
using System.Text.Json.Nodes;
using CausalFusion.Data;
using Microsoft.ML.Data;

namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>The notebooks, run cell by cell. Alone: a cell writes to the process's console.</summary>
[Collection(nameof(RunsAlone))]
public sealed class NotebookTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public NotebookTests() => _model = TinyModel.Save(_folder["tiny.safetensors"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Generate_and_edit_shows_pictures()
    {
        JsonObject[] data = await RunAsync("1-generate-and-edit.ipynb", "int perClass = 2, arSteps = 2, diffusionSteps = 3;");

        Assert.True(data.Count(IsPicture) >= 3);
    }

    [Fact]
    public async Task The_plane_is_a_sheet_of_pictures_one_that_sliders_choose_and_a_table_of_times()
    {
        JsonObject[] data = await RunAsync("2-the-plane.ipynb", "int[] arSteps = { 1, 3 }, diffusionSteps = { 2, 4 };");

        Assert.True(data.Count(IsPicture) >= 2);
        Assert.Contains(data, IsTable);
        Assert.Single(data, shown => Html(shown).Split("type=\"range\"").Length == 3);
    }

    [Fact]
    public async Task The_linear_probe_shows_its_confusion_matrix_as_a_table_and_as_a_picture()
    {
        JsonObject[] data = await RunAsync("3-linear-probe.ipynb", "int trainImages = 200, testImages = 100;");

        int matrix = Array.FindIndex(data, shown => Html(shown).Contains("<th>Precision</th>", StringComparison.Ordinal));
        string[][] rows = [.. Html(data[matrix]).Split("<tr>").Skip(2).Select(row => row.Split("<td>").Skip(1).Select(cell => cell.Split('<')[0]).ToArray())];
        Assert.Equal(FashionMnist.ClassNames, rows.Select(row => row[0]));
        Assert.Equal(100, rows.Sum(row => row[1..^2].Sum(count => int.Parse(count, CultureInfo.InvariantCulture))));
        Assert.True(IsPicture(data[matrix + 1]));
    }

    [Fact]
    public void Every_notebook_is_for_csharp_refers_to_the_package_and_carries_what_its_cells_showed()
    {
        string[] paths = [.. Directory.EnumerateFiles(Notebook.Folder, "*.ipynb").Order()];
        Assert.Equal(3, paths.Length);
        foreach (string path in paths)
        {
            JsonNode root = JsonNode.Parse(File.ReadAllText(path))!;
            Assert.Equal(".net-csharp", (string?)root["metadata"]!["kernelspec"]!["name"]);
            Assert.Equal(4, (int?)root["nbformat"]);
            JsonObject[] cells = [.. new Notebook(path).CodeCells];
            Assert.Contains("#r \"nuget: CausalFusion.ML", Notebook.Source(cells[0]), StringComparison.Ordinal);
            Assert.Equal(Enumerable.Range(1, cells.Length), cells.Select(cell => (int)cell["execution_count"]!));
            JsonObject[] pictures = [.. Data(cells).Where(IsPicture)];
            Assert.True(pictures.Length > 0 || Data(cells).Any(IsTable), path);
            foreach (JsonObject picture in pictures)
            {
                using MLImage image = MLImage.CreateFromStream(new MemoryStream(Convert.FromBase64String((string)picture["image/png"]!)));
                Assert.InRange(image.Width, 28, 4000);
            }
        }
    }

    private async Task<JsonObject[]> RunAsync(string name, string parameters)
    {
        var notebook = new Notebook(Path.Combine(Notebook.Folder, name));
        await notebook.RunAsync(string.Create(CultureInfo.InvariantCulture, $"string modelFile = @\"{_model}\"; {parameters}"));
        return Data(notebook.CodeCells);
    }

    private static JsonObject[] Data(IEnumerable<JsonObject> cells) =>
        [.. cells.SelectMany(cell => cell["outputs"]!.AsArray()).Select(output => output!["data"]?.AsObject()).OfType<JsonObject>()];

    private static bool IsPicture(JsonObject data) => data.ContainsKey("image/png");

    private static bool IsTable(JsonObject data) => Html(data).Contains("<table", StringComparison.Ordinal);

    private static string Html(JsonObject data) => string.Concat((data["text/html"]?.AsArray() ?? []).Select(line => (string?)line));
}
