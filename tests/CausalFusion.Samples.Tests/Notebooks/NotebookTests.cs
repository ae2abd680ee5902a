using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CausalFusion.Data;
using Microsoft.ML.Data;
using TorchSharp;

namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>The notebooks, run by their kernel from the packages; alone, for they need the whole machine.</summary>
[Collection(nameof(RunsAlone))]
public sealed partial class NotebookTests(NotebookPackages packages) : IClassFixture<NotebookPackages>
{
    private const string Sum = "TorchSharp.torch.ones(2L).sum()";

    // Where TorchSharp cannot load its native library, it copies it into the user's package folder and loads that.
    private const string CopiedNatives =
        """(System.IO.File.Exists("/proc/self/maps") && System.IO.File.ReadAllText("/proc/self/maps").Contains("/lib/net8.0/cpu/"))""";

    private static readonly string _torchSharp = $"#r \"nuget: TorchSharp-cpu, {typeof(torch).Assembly.GetName().Version!.ToString(3)}\"";
    private static readonly string _packages = $"#r \"nuget: CausalFusion\"\n{_torchSharp}";

    [Fact]
    public async Task Generate_and_edit_shows_pictures()
    {
        JsonObject[] data = await RunAsync("1-generate-and-edit.ipynb");

        Assert.True(data.Count(IsPicture) >= 3);
    }

    [Fact]
    public async Task The_plane_is_a_sheet_of_pictures_one_that_sliders_choose_and_a_table_of_times()
    {
        JsonObject[] data = await RunAsync("2-the-plane.ipynb");

        Assert.True(data.Count(IsPicture) >= 2);
        Assert.Contains(data, IsTable);
        Assert.Single(data, shown => Html(shown).Split("type=\"range\"").Length == 3);
    }

    [Fact]
    public async Task The_linear_probe_shows_its_confusion_matrix_as_a_table_and_as_a_picture()
    {
        JsonObject[] data = await RunAsync("3-linear-probe.ipynb");

        int matrix = Array.FindIndex(data, shown => Html(shown).Contains("<th>Precision</th>", StringComparison.Ordinal));
        string[][] rows = [.. Html(data[matrix]).Split("<tr>").Skip(2).Select(Cells)];
        Assert.Equal(FashionMnist.ClassNames, rows.Select(row => row[0]));
        Assert.Equal(2000, rows.Sum(row => row[1..^2].Sum(count => int.Parse(count, CultureInfo.InvariantCulture))));
        Assert.True(IsPicture(data[matrix + 1]));
    }

    [Fact]
    public async Task Text_and_images_shows_pictures_and_says_what_they_show()
    {
        JsonObject[] data = await RunAsync("4-text-and-images.ipynb");

        Assert.True(data.Count(IsPicture) >= 4);
    }

    [Fact]
    public void Every_notebook_is_for_csharp_refers_to_the_package_and_carries_what_its_cells_showed()
    {
        string[] paths = [.. Directory.EnumerateFiles(Notebook.Folder, "*.ipynb").Order()];
        Assert.Equal(4, paths.Length);
        foreach (string path in paths)
        {
            JsonNode root = JsonNode.Parse(File.ReadAllText(path))!;
            Assert.Equal(".net-csharp", (string?)root["metadata"]!["kernelspec"]!["name"]);
            Assert.Equal(4, (int?)root["nbformat"]);
            IReadOnlyList<JsonObject> cells = new Notebook(path).CodeCells;
            Assert.Contains("#r \"nuget: CausalFusion.ML", Notebook.Source(cells[0]), StringComparison.Ordinal);
            Assert.Contains(_torchSharp, Notebook.Source(cells[0]), StringComparison.Ordinal);
            Assert.Equal(Enumerable.Range(1, cells.Count), cells.Select(cell => (int)cell["execution_count"]!));
            JsonObject[] pictures = [.. Data(cells).Where(IsPicture)];
            Assert.True(pictures.Length > 0 || Data(cells).Any(IsTable), path);
            foreach (JsonObject picture in pictures)
            {
                using MLImage image = MLImage.CreateFromStream(new MemoryStream(Convert.FromBase64String((string)picture["image/png"]!)));
                Assert.InRange(image.Width, 28, 4000);
            }
        }
    }

    [Fact]
    public async Task A_cell_may_use_TorchSharp_before_a_type_of_ours()
    {
        await using NotebookKernel kernel = await packages.StartKernelAsync();
        await kernel.RunAsync(_packages);

        JsonArray outputs = await kernel.RunAsync($"Console.Write({Sum}.item<float>()); Console.Write({CopiedNatives});");

        Assert.Equal("2False", (string?)outputs[0]!["text"]![0]);
    }

    [Fact]
    public async Task A_script_of_FSharp_may_use_TorchSharp_before_a_type_of_ours()
    {
        string output = await packages.RunScriptAsync($"{_packages}\nprintfn \"%.1f %b\" ({Sum}.item<float32>()) {CopiedNatives}");

        Assert.Equal("2.0 false", output.Trim());
    }

    private async Task<JsonObject[]> RunAsync(string name)
    {
        string path = Path.Combine(Notebook.Folder, name);
        Notebook committed = new(path), notebook = new(path);
        await using NotebookKernel kernel = await packages.StartKernelAsync();
        await notebook.RunAsync(kernel);
        foreach ((JsonObject expected, JsonObject actual) in committed.CodeCells.Zip(notebook.CodeCells))
        {
            CellComparison.AssertSame(expected, actual);
        }
        return Data(notebook.CodeCells);
    }

    // The first column is the kernel's count of the rows.
    private static string[] Cells(string row) => [.. row.Split("<td>").Skip(2).Select(cell => Tag().Replace(cell, ""))];

    private static JsonObject[] Data(IEnumerable<JsonObject> cells) =>
        [.. cells.SelectMany(cell => cell["outputs"]!.AsArray()).Select(output => output!["data"]?.AsObject()).OfType<JsonObject>()];

    private static bool IsPicture(JsonObject data) => data.ContainsKey("image/png");

    private static bool IsTable(JsonObject data) => Html(data).Contains("<table", StringComparison.Ordinal);

    private static string Html(JsonObject data) => string.Concat((data["text/html"]?.AsArray() ?? []).Select(line => (string?)line));

    [GeneratedRegex("<[^>]*>|\\s+$")]
    private static partial Regex Tag();
}
