using System.Text.Json;
using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Cli.Images;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Images;
using CausalFusion.Latents;

namespace CausalFusion.Cli.Tests;

/// <summary>What <c>train</c>, <c>encode</c> and <c>edit</c> make of image files.</summary>
public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private const string Steps = "3";

    private readonly string[] _train;

    public ImageFolderTests() => _train =
    [
        "train", "--data", _folder["data"], "--patch", "2", "--width", "16", "--layers", "1", "--heads", "4", "--class-tokens", "4",
        "--batch-size", "4", "--steps", Steps, "--out", _folder["model.safetensors"],
    ];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_size_of_the_images_is_that_of_the_network_where_all_agree()
    {
        Save("a/1.png", 8, 12);
        Save("a/2.png", 8, 12);
        Save("b/1.png", 8, 12);

        (await CliRun.InProcess([.. _train, "--json"])).Json();

        var config = CausalFusionConfig.FromJson(ModelBundle.Peek(_folder["model.safetensors"]).Config);
        Assert.Equal((8, 12), (config.ImageSize, config.ImageWidth));
    }

    [Fact]
    public async Task Images_of_several_sizes_need_a_size_and_two_of_them_are_named()
    {
        Save("a/1.png", 8, 12);
        Save("b/1.png", 8, 8);

        (await CliRun.InProcess(_train)).AssertFailed(
            ExitCode.Usage, "--image-size", $"'{_folder["data/a/1.png"]}' 8×12", $"'{_folder["data/b/1.png"]}' 8×8");

        File.Delete(_folder["data/b/1.png"]);
        Save("a/1.png", 8, 600);
        Save("b/1.png", 8, 600);
        (await CliRun.InProcess(_train)).AssertFailed(ExitCode.Usage, "--image-size", "8×600", "larger than 512");
    }

    [Fact]
    public async Task A_photo_that_lies_on_its_side_agrees_with_one_that_stands()
    {
        byte[] photo = File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "CausalFusion.ML.Tests", "Images", "Files", "oriented.jpg"));
        photo[photo.AsSpan().IndexOf(new byte[] { 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0 }) + 9] = 6;
        Save("a/upright.png", 24, 16);
        File.WriteAllBytes(_folder["data/a/side.jpg"], photo);

        (await CliRun.InProcess([.. _train, "--json"])).Json();

        var config = CausalFusionConfig.FromJson(ModelBundle.Peek(_folder["model.safetensors"]).Config);
        Assert.Equal((24, 16), (config.ImageSize, config.ImageWidth));
    }

    [Fact]
    public async Task A_bad_image_fails_before_the_first_step_or_is_left_out_with_a_warning()
    {
        for (int i = 0; i < 4; i++)
        {
            Save($"a/{i}.png", 8, 8);
            Save($"b/{i}.png", 8, 8);
        }
        File.WriteAllBytes(_folder["data/a/empty.jpg"], []);
        byte[] whole = File.ReadAllBytes(_folder["data/b/0.png"]);
        File.WriteAllBytes(_folder["data/b/cut.png"], whole[..^(whole.Length / 2)]);
        string[] checkpoint = [.. _train, "--checkpoint", _folder["checkpoint.safetensors"]];

        (await CliRun.InProcess(checkpoint)).AssertFailed(
            ExitCode.BadInput, $"1 of 10 images can't be read: '{_folder["data/a/empty.jpg"]}'", "--on-bad-image skip");
        Assert.False(File.Exists(_folder["checkpoint.safetensors"]));

        foreach (string steps in new[] { Steps, "5" })
        {
            CliRun skipped = await CliRun.InProcess([.. checkpoint.Select(word => word == Steps ? steps : word), "--on-bad-image", "skip", "--json"]);
            Assert.Equal(0, skipped.ExitCode);
            Assert.Contains($"causalfusion: 2 of 10 images can't be read: '{_folder["data/a/empty.jpg"]}'", skipped.Error, StringComparison.Ordinal);
            Assert.Contains($"'{_folder["data/b/cut.png"]}': expected an image that can be read, found a file that ends early", skipped.Error,
                StringComparison.Ordinal);
            using JsonDocument reply = JsonDocument.Parse(skipped.Output);
            Assert.Equal(8, reply.RootElement.GetProperty("images").GetInt32());
        }
        (await CliRun.InProcess([.. _train, "--on-bad-image", "perhaps"])).AssertFailed(ExitCode.Usage, "--on-bad-image");
    }

    [Fact]
    public async Task A_pipe_that_is_called_like_an_image_is_refused_and_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such pipes");
        Save("a/0.png", 8, 8);
        foreach (string name in new[] { "pipe.png", "link.png" })
        {
            ChildProcess.Run(new("mkfifo", [_folder["data/a/pipe.png"]]));
            if (name == "link.png")
            {
                File.Move(_folder["data/a/pipe.png"], _folder["pipe"]);
                File.CreateSymbolicLink(_folder["data/a/link.png"], _folder["pipe"]);
            }
            (await CliRun.InProcess(_train).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken))
                .AssertFailed(ExitCode.BadInput, name, "an empty file");
        }
    }

    [Fact]
    public async Task What_a_folder_leaves_out_is_told()
    {
        Save("a/1.png", 8, 8);
        Save("a/deeper/1.png", 8, 8);
        File.WriteAllBytes(_folder["data/a/1.tif"], [1]);
        File.WriteAllBytes(_folder["data/a/2.tif"], [1]);
        File.WriteAllBytes(_folder["data/a/.DS_Store"], [1]);

        CliRun run = await CliRun.InProcess(_train);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            $"causalfusion: '{_folder["data"]}': left out 2 .tif ('{Path.Combine("a", "1.tif")}'), 1 in folders within a class's "
            + $"('{Path.Combine("a", "deeper", "1.png")}').", run.Error.Trim());
    }

    [Fact]
    public async Task Latents_are_encoded_at_the_images_own_size_without_the_bad_ones()
    {
        using (var autoencoder = new KlAutoencoder(
            new KlAutoencoderConfig { LatentChannels = 4, LatentScale = 0.5, ChannelMultipliers = [1, 2], BaseChannels = 4, NormGroups = 2 }))
        {
            autoencoder.Save(_folder["kl"]);
        }
        Save("a/1.png", 16, 24);
        Save("b/1.png", 16, 24);
        File.WriteAllBytes(_folder["data/b/2.png"], File.ReadAllBytes(_folder["data/b/1.png"])[..60]);
        string[] encode = ["encode", "--data", _folder["data"], "--autoencoder", _folder["kl"], "--out", _folder["latents"]];

        (await CliRun.InProcess(encode)).AssertFailed(ExitCode.BadInput, $"'{_folder["data/b/2.png"]}'", "ends early");
        CliRun run = await CliRun.InProcess([.. encode, "--on-bad-image", "skip"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1 of 3 images can't be read", run.Error, StringComparison.Ordinal);
        using LatentDataset latents = LatentDataset.Open(_folder["latents"]);
        Assert.Equal((2, new ImageShape(8, 12, 4)), (latents.Count, latents.Shape));
    }

    [Fact]
    public async Task An_image_to_edit_that_ends_early_is_refused_by_name()
    {
        GoldenModel.Save(_folder["golden"]);
        Save("a/1.png", 8, 8);
        byte[] whole = File.ReadAllBytes(_folder["data/a/1.png"]);
        File.WriteAllBytes(_folder["cut.png"], whole[..^(whole.Length / 2)]);
        string[] edit = ["edit", "--model", _folder["golden"], "--class", "bee", "--out", _folder["out"]];

        (await CliRun.InProcess([.. edit, "--image", _folder["cut.png"], "--mask", "top"])).AssertFailed(
            ExitCode.BadInput, $"'{_folder["cut.png"]}'", "ends early");
        (await CliRun.InProcess([.. edit, "--image", _folder["data/a/1.png"], "--mask", _folder["cut.png"]])).AssertFailed(
            ExitCode.BadInput, $"'{_folder["cut.png"]}'", "ends early");
    }

    private void Save(string name, int height, int width)
    {
        string path = Path.Combine(_folder["data"], name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var shape = new ImageShape(height, width, 3);
        byte[] pixels = new byte[shape.ValueCount];
        new Random(name.Length).NextBytes(pixels);
        ImageFiles.SavePng(path, pixels, shape);
    }
}
