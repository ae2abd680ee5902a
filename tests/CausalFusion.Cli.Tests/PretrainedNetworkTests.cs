using System.Text.Json;
using CausalFusion.Cli.Models;
using Microsoft.ML;

namespace CausalFusion.Cli.Tests;

/// <summary>The pretrained networks are models by their names.</summary>
public sealed class PretrainedNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_name_means_the_network_with_its_own_way_of_sampling()
    {
        JsonElement drawn = (await CliRun.InProcess(
            "sample", "--model", "fashion-mnist", "--classes", "Bag", "--out", _folder["out"], "--json")).Json();
        JsonElement changed = (await CliRun.InProcess(
            "sample", "--model", "fashion-mnist", "--classes", "Bag", "--steps", "3", "--out", _folder["out"], "--json")).Json();

        Assert.Equal(Pretrained.FashionMnist.Generation.DiffusionSteps, drawn.GetProperty("steps").GetInt32());
        Assert.Equal(3, changed.GetProperty("steps").GetInt32());
        Assert.True(File.Exists(drawn.GetProperty("files")[0].GetString()));
    }

    [Fact]
    public async Task Shapes_are_drawn_by_prompt_and_captioned()
    {
        JsonElement drawn = (await CliRun.InProcess(
            "sample", "--model", "shapes", "--prompt", "a large red circle", "--steps", "4", "--out", _folder["out"], "--json")).Json();
        string file = drawn.GetProperty("files")[0].GetString()!;

        CliRun caption = await CliRun.InProcess("caption", file, "--model", "shapes");

        Assert.Equal(0, caption.ExitCode);
        Assert.StartsWith(file + "\t", caption.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_is_drawn_anew_in_no_more_ar_steps_than_it_has_tokens_unless_they_are_asked_for()
    {
        JsonElement drawn = (await CliRun.InProcess(
            "sample", "--model", "shapes", "--prompt", "a large red circle at the left", "--steps", "4", "--out", _folder["out"], "--json")).Json();
        string file = drawn.GetProperty("files")[0].GetString()!;
        string[] edit =
        [
            "edit", "--model", "shapes", "--image", file, "--mask", "right", "--prompt", "a large red circle", "--steps", "2",
            "--out", _folder["edited"], "--json",
        ];

        Assert.Equal(16, drawn.GetProperty("arSteps").GetInt32());
        Assert.Equal(8, (await CliRun.InProcess(edit)).Json().GetProperty("arSteps").GetInt32());
        (await CliRun.InProcess([.. edit, "--ar-steps", "16"])).AssertFailed(ExitCode.Usage, "--ar-steps", "1…8", "16");
        (await CliRun.InProcess("edit", "--model", "shapes", "--image", "none.png", "--mask", "right", "--out", _folder["edited"]))
            .AssertFailed(ExitCode.BadInput, "--image: there is no file 'none.png'");
    }

    [Fact]
    public async Task A_name_that_is_none_lists_those_that_there_are()
    {
        (await CliRun.InProcess("sample", "--model", "shape", "--prompt", "a circle", "--out", _folder["out"]))
            .AssertFailed(ExitCode.Usage, "no file 'shape'", "fashion-mnist, emoji, shapes");
        (await CliRun.InProcess("info", "--model", "shape.safetensors")).AssertFailed(ExitCode.BadInput, "shape.safetensors");
    }

    [Fact]
    public void A_name_that_is_also_a_file_is_refused()
    {
        File.WriteAllText(_folder["shapes"], "");

        UsageException refusal = Assert.Throws<UsageException>(() => NamedNetwork.Find("shapes", _folder.Path));

        Assert.Equal(
            "'shapes' is a pretrained network, and a file here: expected './shapes' for the file, or another folder to work in for the network.",
            refusal.Message);
        Assert.Null(NamedNetwork.Find("./shapes", _folder.Path));
    }
}
