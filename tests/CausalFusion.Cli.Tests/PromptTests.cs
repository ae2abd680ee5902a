using System.Text.Json;
using CausalFusion.Checkpoints;

namespace CausalFusion.Cli.Tests;

/// <summary>Images are drawn and edited from prompts.</summary>
public sealed class PromptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public PromptTests()
    {
        _model = _folder["model.safetensors"];
        CaptionFixture.Network(_model);
    }

    public void Dispose() => _folder.Dispose();

    private string[] Sample(params string[] options) => ["sample", "--model", _model, "--steps", "3", "--out", _folder["out"], .. options];

    [Fact]
    public async Task A_prompts_image_does_not_depend_on_what_is_drawn_beside_it()
    {
        File.WriteAllText(_folder["prompts.txt"], "\uFEFFa light square\r\na dark square\n\n");
        JsonElement four = (await CliRun.InProcess(Sample(
            "--prompts", _folder["prompts.txt"], "--count", "2", "--ar-steps", "2", "--guidance", "3", "--grid", _folder["grid.png"],
            "--json"))).Json();
        JsonElement one = (await CliRun.InProcess(Sample(
            "--prompt", "a dark square", "--seed", "3", "--ar-steps", "2", "--guidance", "3", "--json"))).Json();

        Assert.Equal(
            ["0000-a light square.png", "0001-a light square.png", "0002-a dark square.png", "0003-a dark square.png"],
            four.GetProperty("files").EnumerateArray().Select(file => Path.GetFileName(file.GetString())));
        Assert.Equal(
            File.ReadAllBytes(four.GetProperty("files")[3].GetString()!), File.ReadAllBytes(one.GetProperty("files")[0].GetString()!));
        Assert.True(File.Exists(_folder["grid.png"]));
        Assert.False(one.GetProperty("images")[0].TryGetProperty("class", out _));
    }

    [Fact]
    public async Task A_negative_prompt_leads_elsewhere()
    {
        byte[] without = await Drawn(), with = await Drawn("--negative-prompt", "a light square");
        Assert.NotEqual(without, with);
        (await CliRun.InProcess(Sample("--prompt", "dark", "--negative-prompt", "light"))).AssertFailed(
            ExitCode.Usage, "--negative-prompt must be none where --guidance is 1");

        async Task<byte[]> Drawn(params string[] options)
        {
            JsonElement drawn = (await CliRun.InProcess(Sample(["--prompt", "a dark square", "--guidance", "5", "--json", .. options]))).Json();
            return File.ReadAllBytes(drawn.GetProperty("files")[0].GetString()!);
        }
    }

    [Theory]
    [InlineData("expected --classes for a network that takes classes, or --prompt or --prompts for one that reads text; found none")]
    [InlineData("found both", "--prompt", "dark", "--classes", "1")]
    [InlineData("--classes: expected --prompt, as the network reads text and takes no classes; found 'bee'", "--classes", "bee")]
    [InlineData("--prompt: expected a prompt, found an empty text", "--prompt", " ")]
    [InlineData("expected a prompt of at most 8 tokens", "--prompt", "what nobody can say in so few words as there are")]
    [InlineData("--negative-prompt: expected a prompt, found an empty text", "--prompt", "dark", "--guidance", "2", "--negative-prompt", "")]
    public async Task Wrong_prompts_are_refused_in_plain_words(string says, params string[] wishes) =>
        (await CliRun.InProcess(Sample(wishes))).AssertFailed(ExitCode.Usage, says);

    [Theory]
    [InlineData("dark\n\nlight\n", "line 2: expected a prompt, found an empty text")]
    [InlineData("dark\nwhat nobody can say in so few words as there are", "line 2: 'what nobody can say")]
    [InlineData("\n \n", "expected a prompt in each line, found none")]
    public async Task A_wrong_line_of_a_file_of_prompts_is_named(string text, string says)
    {
        File.WriteAllText(_folder["prompts.txt"], text);
        (await CliRun.InProcess(Sample("--prompts", _folder["prompts.txt"]))).AssertFailed(ExitCode.BadInput, "prompts.txt", says);
    }

    [Fact]
    public async Task A_file_of_prompts_that_is_none_is_refused()
    {
        (await CliRun.InProcess(Sample("--prompts", _folder["absent.txt"]))).AssertFailed(ExitCode.BadInput, "absent.txt");
        File.WriteAllBytes(_folder["latin.txt"], [0x67, 0x72, 0xFC, 0x6E]);
        (await CliRun.InProcess(Sample("--prompts", _folder["latin.txt"]))).AssertFailed(ExitCode.BadInput, "latin.txt", "expected UTF-8");
    }

    [Fact]
    public async Task A_network_of_classes_is_asked_for_classes()
    {
        GoldenModel.Save(_folder["classes"]);
        string[] sample = ["sample", "--model", _folder["classes"], "--out", _folder["out"]];
        (await CliRun.InProcess([.. sample, "--prompt", "bee"])).AssertFailed(
            ExitCode.Usage, "--prompt: expected --classes, as the network takes classes and reads no text");
        (await CliRun.InProcess([.. sample, "--classes", "bee", "--guidance", "2", "--negative-prompt", "cat"])).AssertFailed(
            ExitCode.Usage, "--negative-prompt: expected --classes");
    }

    [Fact]
    public async Task A_network_without_its_vocabulary_says_so()
    {
        using (ModelFile file = ModelFile.Open(_model))
        {
            ModelBundle.Save(_folder["bare"], file.Weights, file.Kind!, file.Config!, new Dictionary<string, string>());
        }
        (await CliRun.InProcess("sample", "--model", _folder["bare"], "--prompt", "dark", "--out", _folder["out"])).AssertFailed(
            ExitCode.BadInput, "'" + _folder["bare"] + "': expected a vocabulary beside the weights of a network that reads text, found none");
    }

    [Fact]
    public async Task A_part_of_an_image_is_drawn_anew_from_a_prompt()
    {
        string image = _folder["image.png"];
        CaptionFixture.Image(image, 0);
        JsonElement edited = (await CliRun.InProcess(
            "edit", "--model", _model, "--image", image, "--mask", "top", "--prompt", "a light square", "--guidance", "2", "--negative-prompt",
            "dark", "--steps", "3", "--out", _folder["out"], "--json")).Json();

        byte[] before = SampleTests.Image(image, 3).Pixels, after = SampleTests.Image(edited.GetProperty("files")[0].GetString()!, 3).Pixels;
        Assert.Equal(before[^96..], after[^96..]);
        Assert.NotEqual(before[..96], after[..96]);
        Assert.Equal("a light square", edited.GetProperty("images")[0].GetProperty("prompt").GetString());
        (await CliRun.InProcess("edit", "--model", _model, "--image", image, "--mask", "top", "--class", "1", "--out", _folder["out"])).AssertFailed(
            ExitCode.Usage, "--class: expected --prompt, as the network reads text");
    }
}
