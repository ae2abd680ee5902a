using System.Globalization;
using System.Text.Json;
using CausalFusion.Autoencoders;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Files;
using CausalFusion.Images;
using CausalFusion.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Tests;

public sealed class SampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _model;

    public SampleTests()
    {
        _model = _folder["model.safetensors"];
        GoldenModel.Save(_model);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Given_noise_gives_the_images_of_the_reference(int arSteps)
    {
        using var golden = new SafetensorsReader(GoldenModel.Samples);
        string classes = string.Join(',', golden.Read("y").data<long>().Select(label => GoldenModel.ClassNames[(int)label]));
        string split = "given:" + string.Join(
            '+', golden.Read($"s{arSteps}.split_sizes").to(ScalarType.Int64).data<long>().Select(
                size => size.ToString(CultureInfo.InvariantCulture)));

        JsonElement result = (await CliRun.InProcess(
            "sample", "--model", _model, "--classes", classes, "--split", split, "--steps", "50", "--guidance", "1.5", "--noise",
            GoldenModel.Samples, "--out", _folder["out"], "--json")).Json();

        byte[][] expected = PixelConversion.ToPixels(golden.Read($"s{arSteps}.g1.5.image"));
        string[] files = [.. result.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)];
        Assert.Equal(expected.Length, files.Length);
        for (int i = 0; i < files.Length; i++)
        {
            Assert.All(expected[i].Zip(Pixels(files[i])), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1));
        }
        Assert.Equal((arSteps, 50), (result.GetProperty("arSteps").GetInt32(), result.GetProperty("steps").GetInt32()));
        Assert.True(result.GetProperty("imagesPerSecond").GetDouble() > 0);
        Assert.False(result.GetProperty("images")[0].TryGetProperty("seed", out _));
    }

    [Fact]
    public async Task The_same_request_gives_the_same_image_whatever_is_drawn_beside_it()
    {
        string[] options = ["--model", _model, "--ar-steps", "4", "--steps", "5", "--guidance", "1.5", "--sampler", "ddim:0.5", "--order",
            "dilated:2", "--temperature", "0.9", "--guidance-interval", "t:0..800", "--json"];
        JsonElement three = (await CliRun.InProcess(
            ["sample", "--classes", "bee,bee,none", "--seed", "7", "--count", "2", "--batch-size", "4", "--grid", _folder["out/grid.png"], "--out",
                _folder["out"], .. options])).Json();
        JsonElement one = (await CliRun.InProcess(["sample", "--classes", "bee", "--seed", "9", "--out", _folder["other"], .. options])).Json();

        Assert.Equal(6, three.GetProperty("images").GetArrayLength());
        JsonElement third = three.GetProperty("images")[2];
        Assert.Equal((1, 9UL), (third.GetProperty("class").GetInt32(), third.GetProperty("seed").GetUInt64()));
        Assert.False(three.GetProperty("images")[4].TryGetProperty("class", out _));
        Assert.Equal(Pixels(third.GetProperty("file").GetString()!), Pixels(one.GetProperty("files")[0].GetString()!));
        Assert.True(File.Exists(three.GetProperty("grid").GetString()));
    }

    [Fact]
    public async Task Latents_are_decoded_by_the_autoencoder_that_is_named()
    {
        var config = new KlAutoencoderConfig { LatentChannels = 1, LatentScale = 0.5, ChannelMultipliers = [1, 2], BaseChannels = 4, NormGroups = 2 };
        using (var autoencoder = new KlAutoencoder(config))
        {
            autoencoder.Save(_folder["kl"]);
        }
        string[] options = ["sample", "--model", _model, "--classes", "bee", "--steps", "2", "--out", _folder["out"], "--json"];

        JsonElement result = (await CliRun.InProcess([.. options, "--autoencoder", _folder["kl"]])).Json();

        Assert.Equal(new ImageShape(16, 16, 3), Image(result.GetProperty("files")[0].GetString()!, 3).Shape);
    }

    [Fact]
    public async Task A_network_of_latents_asks_for_its_autoencoder()
    {
        using (var network = new CausalFusionModel(GoldenModel.Config with { Channels = 4 }))
        {
            network.Save(_folder["latents"]);
        }
        var config = new KlAutoencoderConfig { LatentChannels = 2, LatentScale = 0.5, ChannelMultipliers = [1], BaseChannels = 4, NormGroups = 2 };
        using (var autoencoder = new KlAutoencoder(config))
        {
            autoencoder.Save(_folder["kl"]);
        }
        string[] options = ["sample", "--model", _folder["latents"], "--classes", "1", "--out", _folder["out"]];

        (await CliRun.InProcess(options)).AssertFailed(ExitCode.Usage, "--autoencoder", "latents of 4 channels", "found none");
        (await CliRun.InProcess([.. options, "--autoencoder", _folder["kl"]])).AssertFailed(
            ExitCode.Usage, "expected an autoencoder of 4 latent channels", "found one of 2");
        (await CliRun.InProcess([.. options, "--autoencoder", _folder["latents"]])).AssertFailed(
            ExitCode.BadInput, "expected a model of kind 'kl-autoencoder', found 'causalfusion'");
        (await CliRun.InProcess("sample", "--model", _folder["kl"], "--classes", "1", "--out",
            _folder["out"])).AssertFailed(
                ExitCode.BadInput, "expected a model of kind 'causalfusion' or 'transfusion' or 'dit', found 'kl-autoencoder'");
    }

    [Theory]
    [InlineData("sample", "--guidance", "1,5")]
    [InlineData("sample", "--guidance", "1,000.5")]
    [InlineData("sample", "--temperature", "0,9")]
    [InlineData("sample", "--temperature", "NaN")]
    [InlineData("edit", "--guidance", "1 5")]
    [InlineData("train", "--learning-rate", "0,001")]
    [InlineData("train", "--ema-decay", "0,99")]
    [InlineData("train", "--clip", "(1)")]
    [InlineData("train", "--steps", "1,000")]
    [InlineData("train", "--seed", "1.000")]
    [InlineData("train", "--width", "0x10")]
    [InlineData("train", "--timesteps", "0")]
    [InlineData("train", "--ar-weight-shape", "linear,cosine")]
    [InlineData("train", "--on-bad-image", "1")]
    [InlineData("train", "--target", "5")]
    [InlineData("sample", "--guidance-ramp", "1")]
    [InlineData("sample", "--count", " 2")]
    public async Task What_is_no_plain_number_or_word_is_refused_and_never_read_as_another(string command, string option, string value) =>
        (await CliRun.InProcess(command, option, value)).AssertFailed(ExitCode.Usage, option, $"found '{value}'");

    [Fact]
    public async Task Numbers_are_read_with_a_point_and_an_exponent()
    {
        string[] options = ["sample", "--model", _model, "--classes", "bee", "--steps", "2"];
        (await CliRun.InProcess([.. options, "--guidance", "1.5", "--out", _folder["point"], "--json"])).Json();
        (await CliRun.InProcess([.. options, "--guidance", "15e-1", "--out", _folder["exponent"], "--json"])).Json();
        Assert.Equal(
            Directory.GetFiles(_folder["point"]).Select(File.ReadAllBytes), Directory.GetFiles(_folder["exponent"]).Select(File.ReadAllBytes));
    }

    [Theory]
    [InlineData(ExitCode.Usage, "or a number from 0 to 4; found '5'", "--classes", "5")]
    [InlineData(ExitCode.Usage, "expected one of 'ant', 'bee', 'cat', 'dog', 'elk', or a number from 0 to 4; found 'cow'", "--classes", "cow")]
    [InlineData(ExitCode.Usage, "--ar-steps must lie in 1…16", "--classes", "bee", "--ar-steps", "17")]
    [InlineData(ExitCode.Usage, "--split", "--classes", "bee", "--split", "half")]
    [InlineData(ExitCode.Usage, "--sampler", "--classes", "bee", "--sampler", "euler")]
    [InlineData(ExitCode.Usage, "--device", "--classes", "bee", "--device", "tpu")]
    [InlineData(ExitCode.Usage, "--count", "--classes", "bee", "--count", "0")]
    [InlineData(ExitCode.Usage, "--steps", "--classes", "bee", "--steps", "many")]
    [InlineData(ExitCode.BadInput, "no-such-file", "--classes", "bee", "--noise", "no-such-file")]
    public async Task Wrong_wishes_are_refused_by_name(int exitCode, string problem, params string[] wishes)
    {
        (await CliRun.InProcess(["sample", "--model", _model, "--out", _folder["out"], "--json", .. wishes])).AssertFailed(exitCode, problem);
    }

    [Fact]
    public async Task Noise_that_does_not_fit_is_refused_by_name()
    {
        (await CliRun.InProcess(
            "sample", "--model", _model, "--classes", "bee", "--steps", "49", "--noise", GoldenModel.Samples, "--out", _folder["out"]))
            .AssertFailed(ExitCode.BadInput, GoldenModel.Samples, "49 diffusion steps");
    }

    [Fact]
    public async Task Canceled_it_says_so_and_leaves_no_image()
    {
        using var canceled = new CancellationTokenSource(TimeSpan.FromMilliseconds(400));

        CliRun run = await CliRun.Cancellable(canceled.Token, "sample", "--model", _model, "--classes", "bee", "--count", "64", "--steps", "1000",
            "--ar-steps", "16", "--out", _folder["out"]);

        run.AssertFailed(ExitCode.Canceled, "canceled");
        Assert.Empty(Directory.EnumerateFiles(_folder["out"]));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_the_output_s_fault() =>
        (await CliRun.InProcess("sample", "--model", _model, "--classes", "bee", "--steps", "1", "--out",
            Path.Combine(_model, "out"))).AssertFailed(ExitCode.BadOutput, "can't be written");

    internal static DecodedImage Image(string path, int channels)
    {
        using FileStream stream = File.OpenRead(path);
        return new MLImageDecoder().Decode(stream, channels);
    }

    internal static byte[] Pixels(string path) => Image(path, 1).Pixels;
}
