using System.Text.Json;
using CausalFusion.Checkpoints;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.Text;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Tests;

/// <summary>A network that takes classes becomes one that reads text, and one that reads text is trained on.</summary>
public sealed class CaptionFineTuningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data, _classes;

    public CaptionFineTuningTests()
    {
        (_data, _classes) = (CaptionFixture.Folder(_folder["data"]), _folder["classes.safetensors"]);
        CaptionFixture.Network(_classes, config => config with { Text = null, Classes = 3, ClassTokens = 2, LearnedPositions = true });
    }

    public void Dispose() => _folder.Dispose();

    private string[] Train(string init, params string[] options) =>
    [
        "train", "--captions", _data, "--init", init, "--batch-size", "4", "--warmup", "1000000", "--out", _folder["model.safetensors"],
        .. options.Contains("--steps") ? [] : (string[])["--steps", "1"], .. options,
    ];

    [Theory]
    [InlineData("causalfusion")]
    [InlineData("transfusion")]
    public async Task Of_a_network_of_classes_what_both_have_is_kept_and_told(string family)
    {
        CliRun run = await CliRun.InProcess(Train(_classes, "--family", family, "--max-text-tokens", "9", "--json"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("loaded ('", run.Error, StringComparison.Ordinal);
        Assert.Contains("initialized (", run.Error, StringComparison.Ordinal);
        Assert.Contains("2 left out ('", run.Error, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement weights = document.RootElement.GetProperty("weights");
        string[] loaded = Names("loaded");
        Assert.Equal(
            ["text_embed.weight", "text_head.0.bias", "text_head.0.weight", "text_head.1.weight", "text_pos_embed"], Names("initialized").Order());
        Assert.Equal(2, Names("leftOut").Length);
        Assert.Equal(0, weights.GetProperty("different").GetArrayLength());
        using ModelFile file = ModelFile.Open(_folder["model.safetensors"]), before = ModelFile.Open(_classes);
        Assert.Equal(family, file.Kind);
        Assert.Equal(9, JsonDocument.Parse(file.Config!).RootElement.GetProperty("text").GetProperty("max_tokens").GetInt32());
        Assert.Equal("noise", JsonDocument.Parse(file.Config!).RootElement.GetProperty("target").GetString());
        Assert.Contains("pos_embed", loaded);
        Assert.All(loaded, name =>
        {
            // One step at a millionth of the learning rate.
            using var scope = NewDisposeScope();
            Assert.InRange((file.Weights.Read(name) - before.Weights.Read(name)).abs().max().item<float>(), 0, 1e-6);
        });

        string[] Names(string list) => [.. weights.GetProperty(list).EnumerateArray().Select(name => name.GetString()!)];
    }

    [Theory]
    [InlineData("log.csv", "# weights of '")]
    [InlineData("log.jsonl", "\"note\":\"weights of ")]
    public async Task What_was_loaded_stands_at_the_head_of_the_log_also_of_a_training_that_went_on(string name, string begins)
    {
        string[] options = ["--checkpoint", _folder["run.safetensors"], "--log", _folder[name]];
        Assert.Equal(0, (await CliRun.InProcess(Train(_classes, options))).ExitCode);
        Check();
        Assert.Equal(0, (await CliRun.InProcess(Train(_classes, [.. options, "--steps", "3"]))).ExitCode);
        Check();

        void Check()
        {
            string[] lines = File.ReadAllLines(_folder[name]);
            Assert.Contains(begins, lines[0], StringComparison.Ordinal);
            Assert.Contains("2 left out", lines[0], StringComparison.Ordinal);
            Assert.Single(lines, line => line.Contains("left out", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_table_of_positions_of_another_grid_is_not_loaded_and_that_is_told()
    {
        CliRun run = await CliRun.InProcess(Train(_classes, "--image-size", "12"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(
            "1 of another shape and initialized ('pos_embed' expected Float32 (1, 36, 16), found Float32 (1, 16, 16))", run.Error,
            StringComparison.Ordinal);
        Assert.Equal(12, CausalFusionConfig.FromJson(ModelBundle.Peek(_folder["model.safetensors"]).Config).ImageSize);
    }

    [Fact]
    public async Task A_network_that_reads_text_goes_on_as_it_is_with_its_own_vocabulary()
    {
        CausalFusionConfig config = CaptionFixture.Network(_folder["text.safetensors"]);
        JsonElement trained = (await CliRun.InProcess(Train(_folder["text.safetensors"], "--json"))).Json();

        Assert.Equal(config.ToJson(), ModelBundle.Peek(_folder["model.safetensors"]).Config);
        Assert.False(trained.TryGetProperty("weights", out _));
        using (ModelFile first = ModelFile.Open(_folder["text.safetensors"]), next = ModelFile.Open(_folder["model.safetensors"]))
        {
            Assert.Equal(ModelInfo.Of(first).Vocabulary, ModelInfo.Of(next).Vocabulary);
        }
        Vocabulary other = VocabularyTrainer.Train(["another one"], new VocabularyTrainingOptions { Size = 262, MinCount = 1 });
        File.WriteAllText(_folder["other.json"], other.ToJson());
        await Refused("--vocabulary: expected that of the network of --init", "--vocabulary", _folder["other.json"]);
        await Refused("--vocabulary-size: expected none", "--vocabulary-size", "300");
        await Refused("--max-text-tokens: expected 8", "--max-text-tokens", "9");
        await Refused("--family: expected 'causalfusion'", "--family", "transfusion");
        (await CliRun.InProcess(
            "train", "--data", TrainingFixture.Images(_folder["classed"]), "--init", _folder["text.safetensors"], "--out",
            _folder["model.safetensors"]))
            .AssertFailed(ExitCode.Usage, "--init: expected --captions beside a network that reads text");

        async Task Refused(string says, params string[] options) =>
            (await CliRun.InProcess(Train(_folder["text.safetensors"], options))).AssertFailed(ExitCode.Usage, says);
    }

    [Fact]
    public async Task A_network_that_has_no_part_in_common_is_refused()
    {
        CaptionFixture.Network(_folder["latents"], config => config with { Text = null, Classes = 3, Channels = 4 });
        (await CliRun.InProcess(Train(_folder["latents"]))).AssertFailed(ExitCode.Usage, "--init: expected a network of pixels");
    }
}
