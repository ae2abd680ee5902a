using System.Text.Json;
using CausalFusion.Autoencoders;
using CausalFusion.Data;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using CausalFusion.Files;

namespace CausalFusion.Cli.Tests;

public sealed class InfoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_listed_preset_tells_its_shape_without_its_weights()
    {
        JsonElement list = (await CliRun.InProcess("info", "--list", "--json")).Json();
        long tensors = LiveTensors.CountHeld();
        long before = GC.GetTotalAllocatedBytes();

        foreach (string name in list.EnumerateArray().Select(preset => preset.GetProperty("name").GetString()!))
        {
            JsonElement preset = (await CliRun.InProcess("info", "--preset", name, "--json")).Json();
            foreach (string property in (string[])["parameters", "layers", "width", "heads", "classTokens", "patch", "latentChannels"])
            {
                Assert.True(preset.GetProperty(property).TryGetInt64(out long value) && value >= 0, $"{name}: {property}");
            }
        }

        Assert.Equal(CausalFusionPresets.All.Count + DitPresets.All.Count, list.GetArrayLength());
        Assert.Equal(tensors, LiveTensors.Count);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100_000_000);
    }

    [Theory]
    [InlineData("L", 369_519_632, 24, 1024, 16, 64, 1, 16)]
    [InlineData("h-48", 1_235_635_088, 48, 1408, 22, 64, 1, 16)]
    [InlineData("L/2-K4", 307_956_752, 24, 1024, 16, 4, 2, 4)]
    [InlineData("DiT-XL/2", 675_129_632, 28, 1152, 16, 0, 2, 4)]
    public async Task A_preset_tells_its_published_numbers(
        string name, long parameters, int layers, int width, int heads, int classTokens, int patch, int latentChannels)
    {
        JsonElement preset = (await CliRun.InProcess("info", "--preset", name, "--json")).Json();

        Assert.Equal(
            (parameters, layers, width, heads, classTokens, patch, latentChannels),
            (preset.GetProperty("parameters").GetInt64(), Number("layers"), Number("width"), Number("heads"), Number("classTokens"), Number("patch"),
                Number("latentChannels")));

        int Number(string property) => preset.GetProperty(property).GetInt32();
    }

    [Fact]
    public async Task A_checkpoint_tells_its_format_its_parts_and_its_shape()
    {
        string path = Path.Combine(Repository.Golden, "pt_causalfusion.pt");

        JsonElement file = (await CliRun.InProcess("info", "--model", path, "--json")).Json();

        Assert.Equal(("pytorch", "ema", "causalfusion"), (Text("format"), Text("part"), Text("kind")));
        Assert.Equal(["ema", "model"], file.GetProperty("parts").EnumerateArray().Select(part => part.GetString()!));
        Assert.Equal(87, file.GetProperty("tensors").GetInt32());
        Assert.Equal(
            (2, 16, 2, 2, 2, 3), (
                Number("layers"), Number("width"), Number("heads"), Number("classTokens"), Number("patch"), Number("latentChannels")));

        string Text(string property) => file.GetProperty(property).GetString()!;
        int Number(string property) => file.GetProperty(property).GetInt32();
    }

    [Fact]
    public async Task Every_kind_of_bundle_tells_what_it_is()
    {
        var shape = new CausalFusionConfig { ImageSize = 4, Channels = 1, PatchSize = 2, Width = 8, Layers = 1, Heads = 2, Classes = 2 };
        using (var model = new CausalFusionModel(shape))
        {
            model.Save(_folder["causal"]);
        }
        using (var autoencoder = new KlAutoencoder(
            new KlAutoencoderConfig { LatentChannels = 2, LatentScale = 0.5, ChannelMultipliers = [1, 2], BaseChannels = 4, NormGroups = 2 }))
        {
            autoencoder.Save(_folder["kl"]);
        }

        JsonElement causal = (await CliRun.InProcess("info", "--model", _folder["causal"], "--json")).Json(),
            kl = (await CliRun.InProcess("info", "--model", _folder["kl"], "--json")).Json();

        Assert.Equal(("bundle", "causalfusion", shape.ParameterCount),
            (Text(causal, "format"), Text(causal, "kind"), causal.GetProperty("parameters").GetInt64()));
        Assert.Equal(("bundle", "kl-autoencoder", 2), (Text(kl, "format"), Text(kl, "kind"), kl.GetProperty("latentChannels").GetInt32()));

        static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;
    }

    [Fact]
    public async Task The_names_of_the_classes_are_told_and_drawn_by()
    {
        string model = Path.Combine(Repository.Root, "samples", "models", "plane.safetensors");

        JsonElement told = (await CliRun.InProcess("info", "--model", model, "--json")).Json();
        JsonElement drawn = (
            await CliRun.InProcess("sample", "--model", model, "--classes", "Sneaker,bag", "--steps", "1", "--out", _folder["out"], "--json")).Json();

        Assert.Equal(FashionMnist.ClassNames, told.GetProperty("classNames").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal([7, 8], drawn.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("class").GetInt32()));
    }

    [Fact]
    public async Task Names_are_no_commands_to_the_terminal()
    {
        GoldenModel.Save(_folder["model"], """["ant\u001b]0;a\u0007","bee","cow","dog","emu"]""");

        CliRun run = await CliRun.InProcess("info", "--model", _folder["model"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("ant\ufffd]0;a\ufffd", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Output, character => char.IsControl(character) && character is not ('\n' or '\r' or '\t'));
    }

    [Theory]
    [InlineData("""["ant","bee"]""", "expected 5 names, found 2")]
    [InlineData("""{"ant":0}""", "expected a JSON array of texts")]
    public async Task Names_that_are_not_those_of_the_classes_are_refused(string names, string expected)
    {
        GoldenModel.Save(_folder["model"], names);

        (await CliRun.InProcess("sample", "--model", _folder["model"], "--classes", "1", "--out",
            _folder["out"])).AssertFailed(ExitCode.BadInput, _folder["model"], "class_names", expected);
    }

    [Fact]
    public async Task Without_json_the_same_is_told_in_lines()
    {
        CliRun run = await CliRun.InProcess("info", "--preset", "XL");

        Assert.Contains("713988368", run.Output.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("heads             20", run.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Weights_that_leave_their_shape_open_are_completed_by_a_preset()
    {
        var shape = CausalFusionPresets.AblationL2() with { Width = 8, Heads = 2, Layers = 1, ImageSize = 4, Classes = 2, LearnedPositions = true };
        using (var model = new CausalFusionModel(shape))
        {
            SafetensorsWriter.Save(_folder["bare"], model.state_dict().Select(item => (item.Key, item.Value)));
        }

        (await CliRun.InProcess(
            "info", "--model", _folder["bare"], "--json")).AssertFailed(
                ExitCode.BadInput, _folder["bare"], "patches of 1×1 of 16 channels or 2×2 of 4 channels");
        JsonElement told = (await CliRun.InProcess("info", "--model", _folder["bare"], "--like", "L/2-K4", "--json")).Json();

        Assert.Equal(
            (2, 4, "safetensors"), (
                told.GetProperty("patch").GetInt32(), told.GetProperty("latentChannels").GetInt32(), told.GetProperty("format").GetString()));
    }

    [Fact]
    public async Task Wrong_wishes_end_with_their_own_exit_code_and_one_line()
    {
        File.WriteAllText(_folder["text"], "no model");
        (await CliRun.InProcess("info")).AssertFailed(ExitCode.Usage, "--list, --preset NAME and --model FILE");
        (await CliRun.InProcess("info", "--list", "--preset", "L")).AssertFailed(ExitCode.Usage);
        (await CliRun.InProcess("info", "--preset", "XXL", "--json")).AssertFailed(ExitCode.Usage, "'XXL'", "DiT-XL/2");
        (await CliRun.InProcess("info", "--wrong")).AssertFailed(ExitCode.Usage, "--wrong");
        (await CliRun.InProcess("inform")).AssertFailed(ExitCode.Usage, "inform");
        (await CliRun.InProcess("info", "--model", _folder["absent"])).AssertFailed(ExitCode.BadInput, _folder["absent"]);
        (await CliRun.InProcess("info", "--model", _folder["text"])).AssertFailed(ExitCode.BadInput, _folder["text"], "expected");
        (await CliRun.InProcess("info", "--model", Path.Combine(Repository.Golden, "pt_causalfusion.pt"), "--part",
            "best")).AssertFailed(ExitCode.BadInput, "found ema, model");
    }

    [Fact]
    public async Task A_file_of_a_kind_that_cannot_be_seen_is_told_by_what_is_in_it_and_what_was_looked_for()
    {
        string path = Path.Combine(Repository.Golden, "pt_layouts.pt");

        JsonElement told = (await CliRun.InProcess("info", "--model", path, "--json")).Json();

        Assert.False(told.TryGetProperty("kind", out _));
        Assert.Contains("'base', 'whole', 'second', 'column', 'every_other' and 9 more", told.GetProperty("unknown").GetString()!,
            StringComparison.Ordinal);
        foreach (string[] like in (string[][])[[], ["--like", "DiT-S/2"], ["--like", "L"]])
        {
            (await CliRun.InProcess(["sample", "--model", path, "--classes", "0", "--out", _folder["out"], .. like])).AssertFailed(
                ExitCode.BadInput, path, "'causalfusion' (x_proj.weight)", "'dit' (x_embedder.proj.weight", "'kl-autoencoder'", "'base', 'whole'");
        }
    }

    [Fact]
    public void As_a_process_it_prints_json_alone_and_returns_its_exit_code()
    {
        JsonElement preset = CliRun.AsProcess("info", "--preset", "L", "--json").Json();
        Assert.Equal(369_519_632, preset.GetProperty("parameters").GetInt64());

        CliRun.AsProcess("info", "--model", _folder["absent"], "--json").AssertFailed(ExitCode.BadInput, _folder["absent"]);
    }

    [Theory]
    [InlineData]
    [InlineData("info")]
    [InlineData("convert")]
    [InlineData("sample")]
    [InlineData("edit")]
    [InlineData("train")]
    [InlineData("encode")]
    public async Task Every_option_has_help(params string[] command)
    {
        CliRun run = await CliRun.InProcess([.. command, "--help"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] options = [.. run.Output.Split('\n').Where(line => line.TrimStart().StartsWith("--", StringComparison.Ordinal))];
        Assert.All(options, line => Assert.Matches(@"^\s+--\S+.*?\s{2,}\S", line));
        Assert.Contains(command.Length == 0 ? "130 canceled" : "--json", run.Output, StringComparison.Ordinal);
        Assert.Contains(string.Join(' ', (string[])["causalfusion", .. command]), run.Output, StringComparison.Ordinal);
    }
}
