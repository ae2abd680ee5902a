using System.Globalization;
using System.Text.Json;
using CausalFusion.Autoencoders;
using CausalFusion.Data;

namespace CausalFusion.Cli.Tests;

/// <summary><c>caption</c> says what images show.</summary>
public sealed class CaptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model, _images;

    public CaptionTests()
    {
        (_model, _images) = (_folder["model.safetensors"], CaptionFixture.Folder(_folder["images"]));
        CaptionFixture.Network(_model);
    }

    public void Dispose() => _folder.Dispose();

    private string[] Caption(params string[] options) => ["caption", "--model", _model, .. options];

    [Fact]
    public async Task Each_image_of_files_and_folders_gets_a_line()
    {
        CaptionFixture.Image(_folder["other.png"], 7, size: 20);

        CliRun run = await CliRun.InProcess(Caption(_images, _folder["other.png"]));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[][] lines = [.. run.Output.TrimEnd().Split('\n').Select(line => line.Split('\t'))];
        Assert.Equal([.. Enumerable.Range(0, 4).Select(i => Path.Combine(_images, $"{i}.png")), _folder["other.png"]], lines.Select(line => line[0]));
        Assert.All(lines, line => Assert.Equal(2, line.Length));
    }

    [Theory]
    [InlineData("captions.csv")]
    [InlineData("captions.jsonl")]
    public async Task A_table_is_written_that_a_training_reads(string name)
    {
        JsonElement written = (await CliRun.InProcess(Caption(
            _images, "--decoding", "sampling", "--seed", "5", "--beginning", "a, \"dark", "--output", Path.Combine(_images, name), "--json"))).Json();

        JsonElement[] captions = [.. written.GetProperty("captions").EnumerateArray()];
        Assert.All(captions, caption => Assert.StartsWith("a, \"dark", caption.GetProperty("caption").GetString(), StringComparison.Ordinal));
        Assert.All(captions, caption => Assert.True(caption.GetProperty("logProbability").GetDouble() < 0));
        Assert.Equal([5UL, 6, 7, 8], captions.Select(caption => caption.GetProperty("seed").GetUInt64()));
        string text = File.ReadAllText(Path.Combine(_images, name)).Replace(_images + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_images, name), text);
        CaptionedImages read = name.EndsWith("csv", StringComparison.Ordinal)
            ? CaptionTable.ReadCsv(Path.Combine(_images, name)) : CaptionTable.ReadJsonLines(Path.Combine(_images, name));
        Assert.Equal(
            captions.Select(caption => caption.GetProperty("caption").GetString()!.Trim()),
            Enumerable.Range(0, read.Count).Select(i => read.CaptionsOf(i).Single()));
        Assert.Contains(
            captions[0].GetProperty("logProbability").GetDouble().ToString("R", CultureInfo.InvariantCulture), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Captions_are_compared_with_references()
    {
        JsonElement own = (await CliRun.InProcess(Caption(_images, "--json"))).Json();
        Assert.False(own.TryGetProperty("scores", out _));
        string table = Path.Combine(_images, "own.jsonl");
        await CliRun.InProcess(Caption(_images, "--output", table));
        File.WriteAllText(table, File.ReadAllText(table).Replace(_images + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));

        JsonElement alike = (await CliRun.InProcess(Caption("--references", table, "--json"))).Json().GetProperty("scores");
        JsonElement others = (await CliRun.InProcess(Caption("--references", _images, "--json"))).Json();
        CliRun lines = await CliRun.InProcess(Caption("--references", _images, Path.Combine(_images, "2.png"), Path.Combine(_images, "3.png")));

        JsonElement scores = others.GetProperty("scores");
        Assert.Equal((4, 4), (alike.GetProperty("images").GetInt32(), scores.GetProperty("images").GetInt32()));
        Assert.Equal(1, alike.GetProperty("rougeL").GetDouble(), 1e-6);
        Assert.InRange(scores.GetProperty("rougeL").GetDouble(), 0, 0.99);
        Assert.True(alike.GetProperty("ciderD").GetDouble() > scores.GetProperty("ciderD").GetDouble());
        Assert.Equal(
            own.GetProperty("captions").EnumerateArray().Select(image => image.GetProperty("caption").GetString()),
            others.GetProperty("captions").EnumerateArray().Select(image => image.GetProperty("caption").GetString()));
        Assert.Equal(0, lines.ExitCode);
        Assert.StartsWith("CIDEr-D 0", lines.Output.TrimEnd().Split('\n')[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task References_that_do_not_fit_are_refused_by_name()
    {
        CaptionFixture.Image(_folder["other.png"], 7);
        File.WriteAllText(_folder["table.csv"], "path,caption\nimages/0.png,dark\nimages/9.png,light\n");

        (await CliRun.InProcess(Caption(_folder["other.png"], "--references", _images))).AssertFailed(
            ExitCode.BadInput, $"'{_images}': expected a caption of '{_folder["other.png"]}', found none");
        (await CliRun.InProcess(Caption("--references", _folder["table.csv"]))).AssertFailed(ExitCode.BadInput, "9.png");
        (await CliRun.InProcess(Caption("--references", _folder["other.png"]))).AssertFailed(ExitCode.Usage, "--references: expected a folder");
        (await CliRun.InProcess(Caption(_images, "--caption-column", "text"))).AssertFailed(
            ExitCode.Usage, "--caption-column: expected --references PATH beside it");
        (await CliRun.InProcess(Caption())).AssertFailed(ExitCode.Usage, "caption: expected IMAGES or --references PATH, found neither");
    }

    [Fact]
    public async Task A_caption_depends_on_its_image_and_seed_and_not_on_its_batch()
    {
        string[] sampling = ["--decoding", "sampling", "--temperature", "0.8", "--top-k", "50", "--top-p", "0.95", "--json"];
        JsonElement all = (await CliRun.InProcess(Caption([_images, .. sampling, "--batch-size", "3"]))).Json();
        JsonElement last = (await CliRun.InProcess(Caption([Path.Combine(_images, "3.png"), .. sampling, "--seed", "3"]))).Json();
        Assert.Equal(Text(all, 3), Text(last, 0));

        JsonElement greedy = (await CliRun.InProcess(Caption(_images, "--json"))).Json();
        JsonElement one = (await CliRun.InProcess(Caption(_images, "--decoding", "beam", "--beams", "1", "--length-penalty", "0", "--json"))).Json();
        Assert.Equal(Text(greedy, 1), Text(one, 1));
        (await CliRun.InProcess(Caption(_images, "--decoding", "beam", "--max-tokens", "4", "--precision", "bfloat16", "--json"))).Json();

        static string? Text(JsonElement reply, int number) => reply.GetProperty("captions")[number].GetProperty("caption").GetString();
    }

    [Fact]
    public async Task Latents_are_made_by_the_autoencoder_that_is_named()
    {
        var config = new KlAutoencoderConfig { LatentChannels = 4, LatentScale = 0.5, ChannelMultipliers = [1, 2], BaseChannels = 4, NormGroups = 2 };
        using (var autoencoder = new KlAutoencoder(config))
        {
            autoencoder.Save(_folder["kl"]);
        }
        CaptionFixture.Network(_model, network => network with { Channels = 4 });
        (await CliRun.InProcess(Caption(_images))).AssertFailed(ExitCode.Usage, "--autoencoder");
        Assert.Equal(
            4, (await CliRun.InProcess(Caption(_images, "--autoencoder", _folder["kl"], "--json"))).Json().GetProperty("captions").GetArrayLength());
    }

    [Theory]
    [InlineData("--temperature must be left out with Greedy, as it is for Sampling", "--temperature", "0.5")]
    [InlineData("--beams must be in 1…64; found 65", "--decoding", "beam", "--beams", "65")]
    [InlineData("--decoding: expected greedy or sampling or beam; found 'best'", "--decoding", "best")]
    [InlineData("--max-tokens must be in 1…8; found 9", "--max-tokens", "9")]
    [InlineData("--beginning: expected a beginning, found an empty text", "--beginning", "")]
    [InlineData("--beginning: expected a beginning that leaves room for a token, of fewer than 2", "--beginning", "a dark", "--max-tokens", "2")]
    [InlineData("--output: expected a name that ends in .csv or .jsonl", "--output", "captions.txt")]
    public async Task Wrong_wishes_are_refused_by_name(string says, params string[] wishes) =>
        (await CliRun.InProcess(Caption([_images, .. wishes]))).AssertFailed(ExitCode.Usage, says);

    [Fact]
    public async Task What_cannot_be_captioned_is_refused_by_name_before_anything_is_written()
    {
        Directory.CreateDirectory(_folder["empty"]);
        File.WriteAllText(_folder["text.png"], "no image");
        GoldenModel.Save(_folder["classes"]);

        (await CliRun.InProcess(Caption(_folder["absent.png"]))).AssertFailed(ExitCode.BadInput, _folder["absent.png"]);
        (await CliRun.InProcess(Caption(_folder["empty"]))).AssertFailed(ExitCode.BadInput, _folder["empty"], "expected a folder of images");
        (await CliRun.InProcess(Caption(_images, _folder["text.png"]))).AssertFailed(ExitCode.BadInput, _folder["text.png"], "expected an image");
        (await CliRun.InProcess("caption", _images, "--model", _folder["classes"])).AssertFailed(
            ExitCode.Usage, "--model: expected a network that reads and writes text", "'causalfusion' that takes classes");
        (await CliRun.InProcess(Caption())).AssertFailed(ExitCode.Usage);
    }
}
