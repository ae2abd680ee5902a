using System.Text.Json;
using CausalFusion.Cli.Outputs;

namespace CausalFusion.Cli.Tests;

/// <summary>What can't be written is found out before the work, and what can't be written after all is not lost.</summary>
public sealed class OutputTests : IDisposable
{
    private static readonly string[] _long = ["train", "--steps", "1000000", "--image-size", "8"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_in_the_place_of_a_file_is_refused_before_anything_is_trained()
    {
        string data = TrainingFixture.Images(_folder["data"]), model = _folder["model.safetensors"];
        Directory.CreateDirectory(_folder["models"]);

        await Refused(ExitCode.BadOutput, "--out: expected the name of a file, found a folder", "--data", data, "--out", _folder["models"]);
        await Refused(ExitCode.BadOutput, "--checkpoint: expected the name of a file, found a folder",
            "--data", data, "--out", model, "--checkpoint", _folder["models"]);
        await Refused(ExitCode.BadOutput, "--log: expected the name of a file, found a folder",
            "--data", data, "--out", model, "--log", _folder["models"]);
        await Refused(ExitCode.BadOutput, "--tensorboard: expected the name of a folder, found a file",
            "--data", data, "--out", model, "--tensorboard", Path.Combine(data, "dark", "0.png"));
    }

    [Theory]
    [InlineData("models")]
    [InlineData("model.pt")]
    [InlineData("model.zip")]
    public async Task A_name_with_another_ending_than_a_bundles_is_refused(string name)
    {
        string data = TrainingFixture.Images(_folder["data"]);
        await Refused(ExitCode.Usage, "--out: expected a name that ends in .safetensors", "--data", data, "--out", _folder[name]);
        await Refused(ExitCode.Usage, "--checkpoint: expected a name that ends in .safetensors",
            "--data", data, "--out", _folder["model.safetensors"], "--checkpoint", _folder[name]);
    }

    [Fact]
    public async Task A_name_that_is_another_outputs_or_an_inputs_is_refused()
    {
        string data = TrainingFixture.Images(_folder["data"]), model = _folder["model.safetensors"];
        File.WriteAllText(model, "precious");
        File.CreateSymbolicLink(_folder["link.safetensors"], model);

        await Refused(ExitCode.Usage, "--checkpoint: expected another name than that of --out",
            "--data", data, "--out", model, "--checkpoint", _folder["./model.safetensors"]);
        await Refused(ExitCode.Usage, "--out: expected another name than that of --init", "--data", data, "--init", model, "--out", model);
        File.CreateSymbolicLink(_folder["linked"], _folder.Path);
        await Refused(ExitCode.Usage, "--out: expected another name than that of --init",
            "--data", data, "--init", model, "--out", _folder["linked/model.safetensors"]);
        await Refused(ExitCode.Usage, "--out: expected another name than that of --init",
            "--data", data, "--init", model, "--out", _folder["link.safetensors"]);

        Assert.Equal("precious", File.ReadAllText(model));
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_is_refused_before_anything_is_trained()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc/sys is Linux's");
        string data = TrainingFixture.Images(_folder["data"]);
        await Refused(ExitCode.BadOutput, "can't be written", "--data", data, "--out", "/proc/sys/model.safetensors");
        await Refused(ExitCode.BadOutput, "--tensorboard: no files can be made there",
            "--data", data, "--out", _folder["model.safetensors"], "--tensorboard", "/proc/sys/events");
        foreach (string folder in new[] { "/proc/sys", "/proc/sys/images" })
        {
            (await CliRun.InProcess("sample", "--model", Model(data), "--classes", "dark", "--out", folder))
                .AssertFailed(ExitCode.BadOutput, $"'{folder}' can't be written", "--out: no files can be made there");
        }
    }

    [SmallDiskFact]
    public async Task A_disk_without_room_for_the_network_is_refused_before_anything_is_trained()
    {
        using var disk = new SmallDisk();
        string data = TrainingFixture.Images(_folder["data"]);
        string[] large = ["--data", data, "--preset", "DiT-S/4", "--out"];
        await Refused(ExitCode.BadOutput, "expected room for", [.. large, disk["model.safetensors"]]);
        await Refused(ExitCode.BadOutput, "expected room for", [.. large, _folder["model.safetensors"], "--checkpoint", disk["run.safetensors"]]);
        Assert.Empty(disk.FileNames);
    }

    [Fact]
    public async Task Generated_images_do_not_replace_what_they_are_made_from()
    {
        string data = TrainingFixture.Images(_folder["data"]), model = Model(data), image = _folder["out/0000-dark.png"];
        Directory.CreateDirectory(_folder["out"]);
        File.Copy(Path.Combine(data, "dark", "0.png"), image);
        byte[] before = File.ReadAllBytes(image);

        (await CliRun.InProcess("edit", "--model", model, "--image", image, "--mask", "top", "--class", "dark", "--steps", "1", "--out",
            _folder["out"])).AssertFailed(ExitCode.Usage, "--out: expected another name than that of --image");
        (await CliRun.InProcess("sample", "--model", model, "--classes", "dark", "--steps", "1", "--out", _folder["out"], "--grid", image))
            .AssertFailed(ExitCode.Usage, "--out: expected another name than that of --grid");
        (await CliRun.InProcess("sample", "--model", model, "--classes", "dark", "--steps", "1", "--out", _folder["out"], "--grid",
            _folder["grid.tiff"])).AssertFailed(ExitCode.Usage, "--grid: expected a name that ends in .png");

        Assert.Equal(before, File.ReadAllBytes(image));
        Assert.Equal(["0000-dark.png"], Directory.EnumerateFiles(_folder["out"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_network_that_cannot_be_written_in_the_end_is_kept_beside_and_it_says_where()
    {
        string data = TrainingFixture.Images(_folder["data"]), model = _folder["gone/model.safetensors"];
        Directory.CreateDirectory(_folder["gone"]);
        Task<CliRun> run = CliRun.InProcess([
            "train", .. TrainingFixture.Tiny, "--steps", "400", "--data", data, "--image-size", "8", "--out", model,
            "--checkpoint", _folder["run.safetensors"], "--checkpoint-interval", "1"]);
        while (!run.IsCompleted && !File.Exists(_folder["run.safetensors"]))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        Directory.Delete(_folder["gone"], recursive: true);

        CliRun ended = await run;

        ended.AssertFailed(ExitCode.BadOutput, model, "can't be written", "The result is kept in '");
        string kept = ended.Error.Split("kept in '")[1].Split('\'')[0];
        try
        {
            JsonElement info = (await CliRun.InProcess("info", "--model", kept, "--json")).Json();
            Assert.Equal(16, info.GetProperty("width").GetInt32());
        }
        finally
        {
            File.Delete(kept);
        }
    }

    [Fact]
    public void A_result_that_cannot_be_written_anywhere_is_told_as_that()
    {
        int tries = 0;
        Exception exception = Assert.Throws<OutputException>(() => Rescue.Save(_folder["a.safetensors"], _ =>
        {
            tries++;
            throw new IOException("No space left on device");
        }));
        Assert.DoesNotContain("kept", exception.Message, StringComparison.Ordinal);
        Assert.InRange(tries, 3, 4);
    }

    [Fact]
    public async Task Classes_that_are_called_by_numbers_name_images_like_others()
    {
        string folder = _folder["data"];
        TrainingFixture.Images(folder);
        Directory.Move(Path.Combine(folder, "dark"), Path.Combine(folder, "10"));
        Directory.Move(Path.Combine(folder, "light"), Path.Combine(folder, "1"));
        JsonElement generated = (await CliRun.InProcess(
            "sample", "--model", Model(folder), "--classes", "1,10", "--steps", "1", "--out", _folder["out"], "--json")).Json();

        Assert.Equal(
            ["0000-1.png", "0001-10.png"], generated.GetProperty("files").EnumerateArray().Select(file => Path.GetFileName(file.GetString())));
    }

    [Fact]
    public async Task A_network_is_not_written_over_the_checkpoint_of_a_training_that_runs()
    {
        string data = TrainingFixture.Images(_folder["data"]), checkpoint = _folder["run.safetensors"];
        using var stop = new CancellationTokenSource();
        Task<CliRun> first = CliRun.Cancellable(stop.Token, [
            .. _long, .. TrainingFixture.Tiny, "--data", data, "--out", _folder["model.safetensors"], "--checkpoint", checkpoint,
            "--checkpoint-interval", "1"]);
        while (!first.IsCompleted && !File.Exists(checkpoint))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        foreach (string taken in new[] { checkpoint, _folder["model.safetensors"] })
        {
            using var error = new StringWriter();
            Assert.Equal(ExitCode.BadOutput, await CommandLine.RunAsync([.. _long, "--data", data, "--out", taken], new StringWriter(), error));
            Assert.Contains("another process or thread", error.ToString(), StringComparison.Ordinal);
        }

        await stop.CancelAsync();
        (await first).AssertFailed(ExitCode.Canceled);
        Assert.DoesNotContain(_folder.FileNames, file => file!.EndsWith(".lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Images_are_named_by_their_classes_whatever_these_are_called()
    {
        string folder = _folder["data"];
        TrainingFixture.Images(folder);
        Directory.Move(Path.Combine(folder, "dark"), Path.Combine(folder, "Hunde größer: a*b"));
        JsonElement generated = (await CliRun.InProcess(
            "sample", "--model", Model(folder), "--classes", "Hunde größer: a*b,light,none", "--steps", "1", "--out", _folder["out"],
            "--json")).Json();

        Assert.Equal(
            ["0000-Hunde größer_ a_b.png", "0001-light.png", "0002-none.png"],
            generated.GetProperty("files").EnumerateArray().Select(file => Path.GetFileName(file.GetString())));
        Assert.All(generated.GetProperty("files").EnumerateArray(), file => Assert.True(File.Exists(file.GetString())));
    }

    private static string Model(string data)
    {
        string model = data + ".safetensors";
        CliRun run = CliRun.InProcess(
            ["train", .. TrainingFixture.Tiny, "--steps", "1", "--data", data, "--image-size", "8", "--out", model]).GetAwaiter().GetResult();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return model;
    }

    private static async Task Refused(int exitCode, string says, params string[] options) =>
        (await CliRun.InProcess([.. _long, .. options])).AssertFailed(exitCode, says);
}
