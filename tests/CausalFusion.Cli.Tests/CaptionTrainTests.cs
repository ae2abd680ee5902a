using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.Text;

namespace CausalFusion.Cli.Tests;

/// <summary>Networks that read text are trained on images with captions.</summary>
public sealed class CaptionTrainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string[] Train(string captions, params string[] options) =>
        ["train", "--captions", captions, .. CaptionFixture.Tiny, "--out", _folder["model.safetensors"], .. options];

    private string Folder() => CaptionFixture.Folder(_folder["data"]);

    [Fact]
    public async Task A_folder_with_a_text_beside_each_image_is_learned_and_drawn_from_prompts()
    {
        JsonElement trained = (await CliRun.InProcess(
            Train(Folder(), "--steps", "4", "--log", _folder["log.csv"], "--vocabulary-size", "280", "--json"))).Json();
        JsonElement drawn = (await CliRun.InProcess(
            "sample", "--model", _folder["model.safetensors"], "--prompt", "a light square", "--prompt", "a dark square", "--steps", "2",
            "--ar-steps", "2", "--guidance", "2", "--negative-prompt", "again", "--out", _folder["out"], "--json")).Json();

        Assert.Equal(
            (4, 4, 4, 0), (Number(trained, "steps"), Number(trained, "images"), Number(trained, "captions"), Number(trained, "cutCaptions")));
        Assert.InRange(Number(trained, "vocabulary"), 260, 280);
        Assert.True(double.IsFinite(trained.GetProperty("finalLoss").GetDouble()));
        Assert.InRange(trained.GetProperty("finalTextLoss").GetDouble(), 0.1, 10);
        CausalFusionConfig config = CausalFusionConfig.FromJson(ModelBundle.Peek(_folder["model.safetensors"]).Config);
        Assert.Equal((8, 3, 0, 8, Number(trained, "vocabulary"), PredictionTarget.Clean),
            (config.ImageSize, config.Channels, config.Classes, config.Text!.MaxTokens, config.Text.Vocabulary, config.Target));
        Assert.Equal(config.ParameterCount, trained.GetProperty("parameters").GetInt64());
        string[] log = File.ReadAllLines(_folder["log.csv"]);
        Assert.Equal("time,step,steps,loss,text_loss,learning_rate,gradient_norm,images_per_second,seconds_left", log[0]);
        Assert.Contains(log[1..], row => row.Split(',')[4].Length > 0);
        Assert.Equal(["a light square", "a dark square"], drawn.GetProperty("images").EnumerateArray().Select(Prompt));
        Assert.Equal(["0000-a light square.png", "0001-a dark square.png"],
            drawn.GetProperty("files").EnumerateArray().Select(file => Path.GetFileName(file.GetString())));

        static string? Prompt(JsonElement image) => image.GetProperty("prompt").GetString();
    }

    [Fact]
    public async Task Interrupted_and_resumed_it_ends_as_if_it_had_not_been()
    {
        string data = Folder(), checkpoint = _folder["run.safetensors"], log = _folder["log.jsonl"];
        byte[] whole = await Trained("4");
        byte[] half = await Trained("2", "--checkpoint", checkpoint, "--log", log);
        byte[] resumed = await Trained("4", "--checkpoint", checkpoint, "--log", log);

        Assert.Equal(whole, resumed);
        Assert.NotEqual(whole, half);
        Assert.Equal([1, 2, 3, 4], File.ReadLines(log).Select(row => JsonDocument.Parse(row).RootElement.GetProperty("step").GetInt32()));
        Assert.All(File.ReadLines(log), row => Assert.True(JsonDocument.Parse(row).RootElement.TryGetProperty("text_loss", out _)));

        async Task<byte[]> Trained(string steps, params string[] options)
        {
            CliRun run = await CliRun.InProcess(Train(data, ["--steps", steps, .. options]));
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            return File.ReadAllBytes(_folder["model.safetensors"]);
        }
    }

    [Theory]
    [InlineData("table.csv", "path,caption\n0.png,\"a, b\"\n1.png,dark\n1.png,\"\"\"dark\"\"\"\n", 2, 3)]
    [InlineData("table.jsonl", """{"path":"0.png","caption":["dark","square"]}""" + "\n" + """{"path":"3.png","caption":"light"}""", 2, 3)]
    [InlineData("coco.json", """
        {"images":[{"id":7,"file_name":"0.png"},{"id":8,"file_name":"2.png"}],
        "annotations":[{"id":1,"image_id":7,"caption":"dark"},{"id":2,"image_id":8,"caption":"light"},{"id":3,"image_id":8,"caption":"square"}]}
        """, 2, 3)]
    [InlineData("karpathy.json", """
        {"images":[{"imgid":0,"split":"train","filename":"0.png","sentences":[{"raw":"dark"},{"raw":"square"}]},
        {"imgid":1,"split":"val","filename":"2.png","sentences":[{"raw":"light"}]}]}
        """, 1, 2)]
    [InlineData("both.json", """
        {"images":[{"imgid":0,"split":"train","filename":"0.png","sentences":[{"raw":"dark"},{"raw":"square"}]},
        {"imgid":1,"split":"val","filename":"2.png","sentences":[{"raw":"light"}]}]}
        """, 2, 3, "--caption-splits", "train, val")]
    [InlineData("other.csv", "file,text,more\n0.png,dark,1\n", 1, 1, "--path-column", "file", "--caption-column", "text")]
    public async Task The_form_of_captions_is_seen(string name, string content, int images, int captions, params string[] options)
    {
        string data = Folder();
        File.WriteAllText(_folder[name], content);

        JsonElement trained = (await CliRun.InProcess(
            Train(_folder[name], ["--caption-images", data, "--steps", "1", "--json", .. options]))).Json();

        Assert.Equal((images, captions), (Number(trained, "images"), Number(trained, "captions")));
    }

    [Theory]
    [InlineData("x.json", """{"images":[{"sentences":[]}],"annotations":[]}""", ExitCode.BadInput, "found both")]
    [InlineData("x.json", """{"pictures":[]}""", ExitCode.BadInput, "found neither")]
    [InlineData("x.json", "[1]", ExitCode.BadInput, "expected COCO's captions")]
    [InlineData("x.json", "{", ExitCode.BadInput, "expected JSON")]
    [InlineData("x.tsv", "path\tcaption", ExitCode.Usage, "Karpathy's splits")]
    [InlineData("x.csv", "path,caption\nabsent.png,dark\n", ExitCode.BadInput, "expected the image 'absent.png'")]
    [InlineData("x.csv", "path,caption\n\u001b]0;a\u0007.png,dark\n", ExitCode.BadInput, "expected the image '\ufffd]0;a\ufffd.png'")]
    [InlineData("x.csv", "path,text\n", ExitCode.BadInput, "expected one column 'caption'")]
    [InlineData("x.csv", "path,caption\n", ExitCode.BadInput, "expected images with captions, found none")]
    [InlineData("x.csv", "path,caption\n", ExitCode.Usage, "--caption-splits", "--caption-splits", "val")]
    [InlineData("x.jsonl", """{"path":"0.png","caption":["\ud800"]}""", ExitCode.BadInput, "line 1, caption: expected valid Unicode")]
    public async Task Captions_of_no_form_or_of_two_are_refused_and_what_is_expected_is_told(
        string name, string content, int exitCode, string says, params string[] options)
    {
        File.WriteAllText(_folder[name], content);
        (await CliRun.InProcess(Train(_folder[name], options))).AssertFailed(exitCode, says);
    }

    [Fact]
    public async Task The_folder_of_the_emoji_is_seen_and_one_part_of_it_is_trained_on()
    {
        string folder = _folder["emoji"];
        CaptionFixture.Image(Path.Combine(folder, "img/google/64/a.png"), 0);
        CaptionFixture.Image(Path.Combine(folder, "img/google/64/b.png"), 1);
        File.WriteAllText(Path.Combine(folder, "emoji.json"), """
            [{"name":"RED APPLE","unified":"1F34E","image":"a.png","category":"Food & Drink"},
            {"name":"GREEN APPLE","unified":"1F34F","image":"b.png","category":"Food & Drink"}]
            """);

        JsonElement trained = (await CliRun.InProcess(
            Train(folder, "--steps", "1", "--vocabulary-size", "280", "--caption-splits", "train,validation,test", "--json"))).Json();

        Assert.Equal((2, 4), (Number(trained, "images"), Number(trained, "captions")));
        (await CliRun.InProcess(Train(folder, "--caption-splits", "train,val"))).AssertFailed(
            ExitCode.Usage, "--caption-splits: expected some of train, validation, test and all for emoji; found 'val'");
        (await CliRun.InProcess(Train(folder, "--caption-images", folder))).AssertFailed(ExitCode.Usage, "--caption-images");
    }

    [Fact]
    public async Task A_checkpoint_is_gone_on_with_however_its_vocabulary_was_written_if_it_is_the_same()
    {
        string[] train = Train(Folder(), "--checkpoint", _folder["run.safetensors"], "--json");
        (await CliRun.InProcess([.. train, "--steps", "1"])).Json();
        Rewrite(_folder["run.safetensors"], vocabulary => vocabulary.Remove("fingerprint"));

        Assert.Equal(2, Number((await CliRun.InProcess([.. train, "--steps", "2"])).Json(), "steps"));

        Rewrite(_folder["run.safetensors"], vocabulary => vocabulary.Remove("fingerprint") && vocabulary.Remove("lowercases"));
        (await CliRun.InProcess([.. train, "--steps", "3"])).AssertFailed(
            ExitCode.BadInput, "its vocabulary is ", " tokens and 3 special ones, cut as cl100k does (", "expected ", ", in lower case (");
    }

    [Fact]
    public async Task Captions_that_are_too_long_are_cut_and_counted()
    {
        string data = Folder();
        File.WriteAllText(Path.Combine(data, "2.txt"), "a light square with a caption that nobody would want to read to its end\n");

        CliRun run = await CliRun.InProcess(Train(data, "--steps", "1", "--json"));

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("causalfusion: 1 of 4 captions have more than 8 tokens, and are cut: the first one, 'a light", run.Error,
            StringComparison.Ordinal);
        Assert.Contains(Path.Combine(data, "2.png"), run.Error, StringComparison.Ordinal);
        using JsonDocument reply = JsonDocument.Parse(run.Output);
        Assert.Equal(1, Number(reply.RootElement, "cutCaptions"));
    }

    [Fact]
    public async Task Images_without_captions_and_captions_without_images_and_bad_images_are_told_or_refused()
    {
        string data = Folder();
        CaptionFixture.Image(Path.Combine(data, "bare.png"), 4);
        CliRun run = await CliRun.InProcess(Train(data, "--steps", "1"));
        Assert.Equal((0, $"causalfusion: '{data}': left out 1 images without a caption ('bare.png')."), (run.ExitCode, run.Error.Trim()));

        File.WriteAllText(Path.Combine(data, "alone.txt"), "alone");
        (await CliRun.InProcess(Train(data, "--steps", "1"))).AssertFailed(ExitCode.BadInput, "alone.txt", "expected an image");

        byte[] whole = File.ReadAllBytes(Path.Combine(data, "3.png"));
        File.WriteAllBytes(Path.Combine(data, "3.png"), whole[..(whole.Length / 2)]);
        run = await CliRun.InProcess(Train(data, "--steps", "1", "--on-bad-image", "skip", "--json"));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1 captions without an image ('alone.txt')", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 4 images can't be read", run.Error, StringComparison.Ordinal);
        using JsonDocument reply = JsonDocument.Parse(run.Output);
        Assert.Equal((3, 3), (Number(reply.RootElement, "images"), Number(reply.RootElement, "captions")));
    }

    [Fact]
    public async Task A_Transfusion_is_trained_alike_and_does_not_edit()
    {
        string data = Folder();
        (await CliRun.InProcess(Train(data, "--family", "transfusion", "--steps", "2", "--json"))).Json();
        JsonElement info = (await CliRun.InProcess("info", "--model", _folder["model.safetensors"], "--json")).Json();
        (await CliRun.InProcess(
            "sample", "--model", _folder["model.safetensors"], "--prompt", "dark", "--steps", "2", "--out", _folder["out"], "--json")).Json();

        Assert.Equal("transfusion", info.GetProperty("kind").GetString());
        Assert.Equal(["generate", "caption", "features"], info.GetProperty("can").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal(8, Number(info, "maxTextTokens"));
        Assert.False(info.TryGetProperty("classes", out _));
        (await CliRun.InProcess(
            "edit", "--model", _folder["model.safetensors"], "--prompt", "dark", "--image", Path.Combine(data, "0.png"), "--mask", "top", "--out",
            _folder["out"])).AssertFailed(ExitCode.Usage, "found one of kind 'transfusion'");
    }

    [Fact]
    public async Task A_vocabulary_is_read_from_a_file()
    {
        string data = Folder();
        Vocabulary vocabulary = VocabularyTrainer.Train(["a dark light square again"], new VocabularyTrainingOptions { Size = 290, MinCount = 1 });
        File.WriteAllText(_folder["vocabulary.json"], vocabulary.ToJson());
        File.WriteAllText(_folder["text.json"], "{}");
        File.WriteAllText(_folder["list.json"], "[1, 2");
        File.WriteAllText(_folder["text.tiktoken"], "what?");

        JsonElement trained = (await CliRun.InProcess(Train(data, "--steps", "1", "--vocabulary", _folder["vocabulary.json"], "--json"))).Json();

        Assert.Equal(vocabulary.Size, Number(trained, "vocabulary"));
        using (ModelFile file = ModelFile.Open(_folder["model.safetensors"]))
        {
            Assert.Equal(vocabulary, ModelInfo.Of(file).Vocabulary);
        }
        (await CliRun.InProcess(Train(data, "--vocabulary", _folder["text.json"]))).AssertFailed(
            ExitCode.BadInput, "text.json", "cl100k_base.tiktoken");
        (await CliRun.InProcess(Train(data, "--vocabulary", _folder["list.json"]))).AssertFailed(
            ExitCode.BadInput, "list.json': expected a JSON object, found no '{' at its start");
        (await CliRun.InProcess(Train(data, "--vocabulary", _folder["text.tiktoken"]))).AssertFailed(ExitCode.BadInput, "text.tiktoken");
        (await CliRun.InProcess(Train(data, "--vocabulary", data))).AssertFailed(ExitCode.BadInput, $"'{data}': expected a file, found a folder");
        (await CliRun.InProcess(Train(data, "--vocabulary", _folder["absent"]))).AssertFailed(ExitCode.BadInput, "absent");
    }

    [Theory]
    [InlineData("expected --vocabulary or --vocabulary-size, found both", "--vocabulary", "x", "--vocabulary-size", "300")]
    [InlineData("--vocabulary-size: expected 259", "--vocabulary-size", "258")]
    [InlineData("--max-text-tokens: expected at least 1, found 0", "--max-text-tokens", "0")]
    [InlineData("--image-first-share must be in [0, 1]", "--image-first-share", "2")]
    [InlineData("--text-loss-weight must be at least 0", "--text-loss-weight", "-1")]
    [InlineData("--label-dropout must be the default", "--label-dropout", "0.2")]
    [InlineData("--class-tokens: expected none", "--class-tokens", "2")]
    [InlineData("expected a network of a kind that reads text, 'causalfusion' or 'transfusion'; found 'dit'", "--preset", "DiT-S/2")]
    [InlineData("'transfusion'", "--family", "other")]
    [InlineData("--patch must divide --image-size", "--patch", "3")]
    [InlineData("--split must be the default", "--family", "transfusion", "--split", "equal:2")]
    public async Task Wrong_wishes_are_refused_before_anything_is_trained(string says, params string[] options)
    {
        string[] kept = [.. CaptionFixture.Tiny.Chunk(2).Where(pair => !options.Contains(pair[0])).SelectMany(pair => pair)];
        (await CliRun.InProcess(["train", "--captions", Folder(), .. kept, "--out", _folder["model.safetensors"], .. options]))
            .AssertFailed(ExitCode.Usage, says);
    }

    [Fact]
    public async Task Wishes_for_captions_are_refused_where_there_are_classes()
    {
        string data = TrainingFixture.Images(_folder["data"]);
        string[] options = ["train", "--data", data, .. TrainingFixture.Tiny, "--out", _folder["model.safetensors"]];
        (await CliRun.InProcess([.. options, "--vocabulary-size", "300"])).AssertFailed(
            ExitCode.Usage, "--vocabulary-size: expected --captions PATH");
        (await CliRun.InProcess([.. options, "--image-first-share", "0.2"])).AssertFailed(
            ExitCode.Usage, "--image-first-share must be the default");
        string[] transfusion = [.. options.Where((_, i) => i is < 11 or > 12), "--family", "transfusion"];
        (await CliRun.InProcess(transfusion)).AssertFailed(ExitCode.Usage, "--captions must be given");
    }

    private static void Rewrite(string file, Predicate<JsonObject> change)
    {
        byte[] bytes = File.ReadAllBytes(file);
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        JsonObject header = JsonNode.Parse(bytes.AsSpan(8, length))!.AsObject(), entries = header["__metadata__"]!.AsObject();
        JsonObject vocabulary = JsonNode.Parse((string)entries["vocabulary"]!)!.AsObject();
        Assert.True(change(vocabulary));
        entries["vocabulary"] = vocabulary.ToJsonString();
        byte[] written = Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] padded = [.. written, .. Enumerable.Repeat((byte)' ', -written.Length & 7)], size = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(size, (ulong)padded.Length);
        File.WriteAllBytes(file, [.. size, .. padded, .. bytes[(8 + length)..]]);
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
