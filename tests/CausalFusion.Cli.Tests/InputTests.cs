using System.Text.Json;
using CausalFusion.Families.CausalFusion;
using CausalFusion.ML;
using Microsoft.ML;

namespace CausalFusion.Cli.Tests;

/// <summary>Whatever an input holds, it is the input that is named, and not the command line.</summary>
public sealed class InputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public InputTests() => GoldenModel.Save(_folder["model"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Damage_in_a_model_never_exits_as_a_wrong_command_line()
    {
        byte[] whole = await File.ReadAllBytesAsync(_folder["model"], TestContext.Current.CancellationToken);
        int header = 8 + BitConverter.ToInt32(whole);
        for (int i = 0; i < 120; i++)
        {
            byte[] damaged = [.. whole];
            int at = i * header / 120;
            damaged[at] = i % 3 == 0 ? (byte)'9' : i % 3 == 1 ? (byte)'-' : (byte)(damaged[at] ^ 1);
            await File.WriteAllBytesAsync(_folder["damaged"], damaged, TestContext.Current.CancellationToken);

            CliRun info = await CliRun.InProcess("info", "--model", _folder["damaged"]);
            CliRun sample = await CliRun.InProcess(
                "sample", "--model", _folder["damaged"], "--classes", "none", "--steps", "1", "--out", _folder["out"]);

            Assert.All((CliRun[])[info, sample], run => Assert.True(run.ExitCode is ExitCode.Success or ExitCode.BadInput, run.Error));
        }
    }

    [Fact]
    public async Task A_pipeline_that_ML_NET_saved_is_a_model()
    {
        var ml = new MLContext(seed: 1);
        IDataView rows = ml.Data.LoadFromEnumerable([new Wish { Label = "bee" }]);
        using (ImageGenerationTransformer generator = ml.Transforms.GenerateImages("Image", "Label", _folder["model"]).Fit(rows))
        {
            ml.Model.Save(generator, rows.Schema, _folder["pipeline.zip"]);
        }
        string[] options = ["sample", "--classes", "bee", "--steps", "2", "--json"];

        JsonElement ofFile = (await CliRun.InProcess([.. options, "--model", _folder["model"], "--out", _folder["a"]])).Json();
        JsonElement ofPipeline = (await CliRun.InProcess([.. options, "--model", _folder["pipeline.zip"], "--out", _folder["b"]])).Json();
        JsonElement info = (await CliRun.InProcess("info", "--model", _folder["pipeline.zip"], "--json")).Json();

        Assert.Equal(Bytes(ofFile), Bytes(ofPipeline));
        Assert.Equal("bee", ofPipeline.GetProperty("images")[0].GetProperty("className").GetString());
        Assert.Equal(GoldenModel.ClassNames, info.GetProperty("classNames").EnumerateArray().Select(name => name.GetString()!));

        static byte[] Bytes(JsonElement result) => File.ReadAllBytes(result.GetProperty("files")[0].GetString()!);
    }

    [Fact]
    public async Task Of_a_pipeline_with_several_networks_a_part_is_asked_for()
    {
        using (CausalFusionModel other = Tiny.Model(GoldenModel.Config))
        {
            other.Save(_folder["other"]);
        }
        var ml = new MLContext(seed: 1);
        IDataView rows = ml.Data.LoadFromEnumerable([new Wish { Label = "1" }]);
        using (var both = ml.Transforms.GenerateImages("First", "Label", _folder["model"])
            .Append(ml.Transforms.GenerateImages("Second", "Label", _folder["other"])).Fit(rows))
        {
            ml.Model.Save(both, rows.Schema, _folder["both.zip"]);
        }
        string[] options = ["info", "--model", _folder["both.zip"]];

        (await CliRun.InProcess(options)).AssertFailed(ExitCode.BadInput, "'Transform_000', 'Transform_001'");
        (await CliRun.InProcess([.. options, "--part", "Transform_002"])).AssertFailed(ExitCode.BadInput, "in the step 'Transform_002'");
        Assert.True((await CliRun.InProcess([.. options, "--part", "Transform_000", "--json"])).Json().TryGetProperty("classNames", out _));
        Assert.False((await CliRun.InProcess([.. options, "--part", "Transform_001", "--json"])).Json().TryGetProperty("classNames", out _));
    }

    [Fact]
    public async Task A_number_that_is_taken_for_a_class_with_a_name_is_told()
    {
        string[] options = ["sample", "--model", _folder["model"], "--steps", "1", "--out", _folder["out"]];
        CliRun run = await CliRun.InProcess([.. options, "--classes", "1,bee,none,3", "--json"]);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal(
            ["causalfusion: class 1 is 'bee'.", "causalfusion: class 3 is 'dog'."],
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        using JsonDocument result = JsonDocument.Parse(run.Output);
        Assert.Equal(
            ["bee", "bee", null, "dog"],
            result.RootElement.GetProperty("images").EnumerateArray().Select(
                image => image.TryGetProperty("className", out JsonElement name) ? name.GetString() : null));
    }

    [Theory]
    [InlineData("""["A","B","a","b","c"]""", "a", 2)]
    [InlineData("""["1","2","10","20","30"]""", "1", 0)]
    [InlineData("""["1","2","10","20","30"]""", "10", 2)]
    [InlineData("""["x","none","y","z","w"]""", "none", 1)]
    [InlineData("""["x","y","cat, small","cat","dog"]""", "cat, small", 2)]
    [InlineData("""["x","y","caf\u00e9","z","w"]""", "cafe\u0301", 2)]
    [InlineData("""["x","y","cafe\u0301","z","w"]""", "CAF\u00c9", 2)]
    [InlineData("""["Ab","aB","x","y","z"]""", "ab", null)]
    [InlineData("""["1","2","10","20","30"]""", "3", null)]
    public async Task A_class_is_found_by_the_rule(string names, string asked, int? expected)
    {
        GoldenModel.Save(_folder["named"], names);
        CliRun run = await CliRun.InProcess(
            "sample", "--model", _folder["named"], "--classes", asked, "--steps", "1", "--out", _folder["out"], "--json");
        if (expected is null)
        {
            run.AssertFailed(ExitCode.Usage, "--classes:", $"'{asked}'");
            return;
        }
        Assert.Equal(expected, run.Json().GetProperty("images")[0].GetProperty("class").GetInt32());
    }

    internal sealed class Wish
    {
        public string Label { get; set; } = "";
    }
}
