using System.Text.Json;
using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Images;
using CausalFusion.ML;
using CausalFusion.Models;

namespace CausalFusion.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    private static readonly string[] _tiny = TrainingFixture.Tiny;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_of_images_is_learned_and_drawn_by_the_names_of_its_classes()
    {
        string data = Images(8);

        JsonElement trained = (await CliRun.InProcess([
            "train", "--data", data, "--image-size", "8", "--channels", "1", .. _tiny, "--steps", "3", "--split", "equal:2", "--order", "raster",
            "--timesteps", "arstep",
            "--out", _folder["model.safetensors"], "--json"])).Json();
        JsonElement drawn = (await CliRun.InProcess(
            "sample", "--model", _folder["model.safetensors"], "--classes", "light,dark", "--steps", "2", "--out", _folder["out"],
            "--json")).Json();

        Assert.Equal((3, 6), (trained.GetProperty("steps").GetInt32(), trained.GetProperty("images").GetInt32()));
        Assert.True(double.IsFinite(trained.GetProperty("finalLoss").GetDouble()));
        CausalFusionConfig config = CausalFusionConfig.FromJson(ModelBundle.Peek(_folder["model.safetensors"]).Config);
        Assert.Equal((8, 1, 2, 16, 1, 2, 2, 2, PredictionTarget.Clean),
            (config.ImageSize, config.Channels, config.PatchSize, config.Width, config.Layers, config.Heads, config.Classes, config.ClassTokens,
                config.Target));
        Assert.Equal(config.ParameterCount, trained.GetProperty("parameters").GetInt64());
        Assert.Equal(["dark", "light"], ModelInfo.Of(ModelBundle.Peek(_folder["model.safetensors"]).Entries, "it").ClassNames);
        Assert.Equal([1, 0], drawn.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("class").GetInt32()));
    }

    [Theory]
    [InlineData("--class-tokens", "2")]
    [InlineData("--preset", "DiT-S/2")]
    public async Task Interrupted_and_resumed_it_ends_as_if_it_had_not_been(params string[] kind)
    {
        string[] options =
        [
            "train", "--data", Images(8), "--image-size", "8", .. kind, "--width", "16", "--layers", "1", "--heads", "2", "--batch-size", "4",
            "--learning-rate", "1e-3", "--warmup", "2",
            "--seed", "5",
        ];

        await CliRun.InProcess([.. options, "--steps", "4", "--out", _folder["whole.safetensors"]]);
        await CliRun.InProcess([.. options, "--steps", "2", "--checkpoint", _folder["checkpoint.safetensors"], "--out", _folder["half.safetensors"]]);
        JsonElement resumed = (await CliRun.InProcess(
            [.. options, "--steps", "4", "--checkpoint", _folder["checkpoint.safetensors"], "--out", _folder["resumed.safetensors"],
                "--json"])).Json();
        JsonElement info = (await CliRun.InProcess("info", "--model", _folder["checkpoint.safetensors"], "--json")).Json();

        Assert.Equal(4, resumed.GetProperty("steps").GetInt32());
        Assert.Equal(File.ReadAllBytes(_folder["whole.safetensors"]), File.ReadAllBytes(_folder["resumed.safetensors"]));
        Assert.NotEqual(File.ReadAllBytes(_folder["whole.safetensors"]), File.ReadAllBytes(_folder["half.safetensors"]));
        Assert.Equal(("training-checkpoint", "ema"), (info.GetProperty("format").GetString(), info.GetProperty("part").GetString()));
    }

    [Fact]
    public async Task A_network_is_trained_further_from_where_it_is()
    {
        string[] options = ["train", "--data", Images(8), "--image-size", "8", "--batch-size", "4", "--steps", "1", "--warmup", "1000000"];
        await CliRun.InProcess([.. options, .. _tiny[..10], "--learned-positions", "--out", _folder["first.safetensors"]]);

        JsonElement second = (await CliRun.InProcess(
            [.. options, "--init", _folder["first.safetensors"], "--out", _folder["second.safetensors"], "--json"])).Json();

        Assert.Equal(ModelBundle.Peek(_folder["first.safetensors"]).Config, ModelBundle.Peek(_folder["second.safetensors"]).Config);
        using CausalFusionModel first = CausalFusionModel.Load(_folder["first.safetensors"]),
            next = CausalFusionModel.Load(_folder["second.safetensors"]);
        Assert.True(((CausalFusionConfig)next.Config).LearnedPositions);
        Assert.InRange((first.state_dict()["x_proj.weight"] - next.state_dict()["x_proj.weight"]).abs().max().item<float>(), 0, 1e-5);
        (await CliRun.InProcess(
            [.. options, "--init", _folder["first.safetensors"], "--width", "32", "--out", _folder["third.safetensors"]]))
            .AssertFailed(ExitCode.Usage, "found both");
        Assert.Equal(1, second.GetProperty("steps").GetInt32());
    }

    [Fact]
    public async Task Latents_are_encoded_once_learned_and_decoded_again()
    {
        using (var autoencoder = new KlAutoencoder(
            new KlAutoencoderConfig { LatentChannels = 4, LatentScale = 0.5, ChannelMultipliers = [1, 2], BaseChannels = 4, NormGroups = 2 }))
        {
            autoencoder.Save(_folder["kl"]);
        }
        string data = Images(16);

        string[] encode = ["encode", "--data", data, "--image-size", "16", "--autoencoder", _folder["kl"], "--shard-size", "4", "--out",
            _folder["latents"], "--json"];
        JsonElement encoded = (await CliRun.InProcess(encode)).Json(), again = (await CliRun.InProcess(encode)).Json();
        await CliRun.InProcess(["train", "--latents", _folder["latents"], .. _tiny, "--steps", "2", "--out", _folder["model.safetensors"]]);
        Assert.Equal(PredictionTarget.Noise, CausalFusionConfig.FromJson(ModelBundle.Peek(_folder["model.safetensors"]).Config).Target);
        string[] sample = ["sample", "--model", _folder["model.safetensors"], "--classes", "dark", "--steps", "2", "--out", _folder["out"], "--json"];
        JsonElement drawn = (await CliRun.InProcess([.. sample, "--autoencoder", _folder["kl"]])).Json();

        Assert.Equal(
            (6, 2, 4, 8), (Number(encoded, "images"), Number(encoded, "classes"), Number(encoded, "latentChannels"), Number(encoded, "latentSize")));
        Assert.Equal(6, Number(again, "images"));
        Assert.Equal(new ImageShape(16, 16, 3), SampleTests.Image(drawn.GetProperty("files")[0].GetString()!, 3).Shape);
        (await CliRun.InProcess(sample)).AssertFailed(ExitCode.Usage, "--autoencoder");

        static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task A_file_of_latents_that_cannot_be_written_is_told_from_an_image_that_cannot_be_read()
    {
        using (var autoencoder = new KlAutoencoder(
            new KlAutoencoderConfig { LatentChannels = 4, LatentScale = 0.5, ChannelMultipliers = [1, 2], BaseChannels = 4, NormGroups = 2 }))
        {
            autoencoder.Save(_folder["kl"]);
        }
        string data = Images(16);
        string[] encode = ["encode", "--data", data, "--image-size", "16", "--autoencoder", _folder["kl"], "--shard-size", "4", "--out"];
        Directory.CreateDirectory(_folder["latents/latents-00001-of-00002.safetensors"]);

        (await CliRun.InProcess([.. encode, _folder["latents"]])).AssertFailed(ExitCode.BadOutput, _folder["latents"], "can't be written");

        Assert.True(File.Exists(_folder["latents/latents-00000-of-00002.safetensors"]));
        MakeUnreadable(Path.Combine(data, "light", "1.png"));
        (await CliRun.InProcess([.. encode, _folder["other"]])).AssertFailed(ExitCode.BadInput, "1.png");
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_written_is_told_from_an_image_that_cannot_be_read()
    {
        string data = Images(8);
        string[] train = ["train", "--data", data, "--image-size", "8", .. _tiny, "--steps", "2", "--out", _folder["model.safetensors"]];
        Directory.CreateDirectory(_folder["checkpoint.safetensors"]);

        (await CliRun.InProcess(
            [.. train, "--checkpoint", _folder["checkpoint.safetensors"]]))
            .AssertFailed(ExitCode.BadOutput, _folder["checkpoint.safetensors"], "can't be written");

        MakeUnreadable(Path.Combine(data, "dark", "2.png"));
        (await CliRun.InProcess([.. train, "--checkpoint", _folder["fresh.safetensors"]])).AssertFailed(ExitCode.BadInput, "2.png");
    }

    /// <summary>Puts a link that leads to itself in a file's place, which nobody can read, whoever they are.</summary>
    private static void MakeUnreadable(string path)
    {
        File.Delete(path);
        File.CreateSymbolicLink(path, path);
    }

    [Fact]
    public async Task A_DiT_is_trained_drawn_with_and_not_edited_with()
    {
        string data = Images(8), image = Path.Combine(data, "dark", "0.png");

        (await CliRun.InProcess([
            "train", "--data", data, "--image-size", "8", "--preset", "DiT-S/4", .. _tiny[2..8], "--batch-size", "4", "--steps", "1", "--warmup", "2",
            "--out", _folder["dit.safetensors"], "--json"])).Json();
        JsonElement info = (await CliRun.InProcess("info", "--model", _folder["dit.safetensors"], "--json")).Json();
        JsonElement drawn = (await CliRun.InProcess(
            "sample", "--model", _folder["dit.safetensors"], "--classes", "light", "--steps", "3", "--guidance", "2", "--out", _folder["out"],
            "--json")).Json();

        Assert.Equal(
            ("dit", 16, 4), (info.GetProperty("kind").GetString(), info.GetProperty("width").GetInt32(), info.GetProperty("patch").GetInt32()));
        Assert.Equal(1, drawn.GetProperty("files").GetArrayLength());
        (await CliRun.InProcess("edit", "--model", _folder["dit.safetensors"], "--class", "light", "--image", image, "--mask", "top", "--out",
            _folder["out"])).AssertFailed(ExitCode.Usage, "found one of kind 'dit'");
        (await CliRun.InProcess(
            "sample", "--model", _folder["dit.safetensors"], "--classes", "light", "--ar-steps", "2", "--out", _folder["out"]))
            .AssertFailed(ExitCode.Usage, "--ar-steps");
        (await CliRun.InProcess("train", "--data", data, "--preset", "DiT-S/4", "--class-tokens", "2", "--image-size", "8", "--out",
            _folder["x.safetensors"])).AssertFailed(ExitCode.Usage, "--class-tokens");
    }

    [Fact]
    public async Task What_is_predicted_and_what_its_error_is_measured_in_are_two_choices()
    {
        string[] options = ["train", "--data", Images(8), "--image-size", "8", "--channels", "1", "--batch-size", "4", "--steps", "1", "--seed", "3"];
        async Task<JsonElement> Trained(string name, params string[] choices) =>
            (await CliRun.InProcess([.. options, .. choices, "--out", _folder[name + ".safetensors"], "--json"])).Json();

        JsonElement own = await Trained("own", [.. _tiny[2..8], "--target", "velocity"]),
            named = await Trained("named", [.. _tiny[2..8], "--target", "velocity", "--loss-target", "velocity"]),
            other = await Trained("other", [.. _tiny[2..8], "--target", "velocity", "--loss-target", "clean"]);
        Assert.Equal(File.ReadAllBytes(_folder["own.safetensors"]), File.ReadAllBytes(_folder["named.safetensors"]));
        Assert.NotEqual(own.GetProperty("finalLoss").GetDouble(), other.GetProperty("finalLoss").GetDouble());
        Assert.Equal(PredictionTarget.Velocity, CausalFusionConfig.FromJson(ModelBundle.Peek(_folder["other.safetensors"]).Config).Target);

        string[] dit = ["--preset", "DiT-S/4", .. _tiny[2..8]];
        await Trained("dit", [.. dit, "--learned-variance", "false", "--target", "clean", "--loss-target", "velocity"]);
        JsonElement info = (await CliRun.InProcess("info", "--model", _folder["dit.safetensors"], "--json")).Json();
        Assert.Equal(("clean", false), (info.GetProperty("target").GetString(), info.GetProperty("learnedVariance").GetBoolean()));
        (await CliRun.InProcess([.. options, .. dit, "--target", "clean", "--out", _folder["x.safetensors"]]))
            .AssertFailed(ExitCode.Usage, "--target must be Noise where --learned-variance is true");
        (await CliRun.InProcess([.. options, .. dit, "--loss-target", "velocity", "--out", _folder["x.safetensors"]]))
            .AssertFailed(ExitCode.Usage, "--loss-target must be null or Noise");
        (await CliRun.InProcess([.. options, "--loss-target", "epsilon", "--out", _folder["x.safetensors"]]))
            .AssertFailed(ExitCode.Usage, "--loss-target");
    }

    [Fact]
    public async Task A_network_of_images_that_are_no_squares_is_trained_drawn_with_and_edited_with()
    {
        string data = Images(8), image = Path.Combine(data, "dark", "0.png");

        (await CliRun.InProcess(
            ["train", "--data", data, "--image-size", "8x12", .. _tiny, "--steps", "2", "--out", _folder["wide.safetensors"], "--json"])).Json();
        JsonElement info = (await CliRun.InProcess("info", "--model", _folder["wide.safetensors"], "--json")).Json();
        JsonElement drawn = (await CliRun.InProcess(
            "sample", "--model", _folder["wide.safetensors"], "--classes", "light", "--steps", "3", "--out", _folder["out"], "--json")).Json();
        JsonElement edited = (await CliRun.InProcess(
            "edit", "--model", _folder["wide.safetensors"], "--class", "light", "--image", image, "--mask", "right", "--steps", "3",
            "--out", _folder["edited"], "--json")).Json();

        Assert.Equal((8, 12), (info.GetProperty("imageSize").GetInt32(), info.GetProperty("imageWidth").GetInt32()));
        Assert.Equal(12, ImageFile.Read(drawn.GetProperty("files")[0].GetString()!, 1).Shape.Width);
        Assert.Equal(new ImageShape(8, 12, 1), ImageFile.Read(edited.GetProperty("files")[0].GetString()!, 1).Shape);
        (await CliRun.InProcess("train", "--data", data, "--image-size", "8by12", "--out",
            _folder["x.safetensors"])).AssertFailed(ExitCode.Usage, "--image-size", "N or HEIGHTxWIDTH");
    }

    [Fact]
    public async Task Its_defaults_are_those_of_the_trainer_in_ML_NET_and_a_presets_are_the_papers()
    {
        string data = Images(8);
        var trainer = new CausalFusionTrainerOptions();

        (CausalFusionConfig config, Dictionary<string, double> first) = await FirstStep("--image-size", "8");
        (_, Dictionary<string, double> preset) = await FirstStep(
            "--image-size", "8", "--preset", "L", "--width", "16", "--layers", "1", "--heads", "2");

        Assert.Equal(
            (trainer.Width, trainer.Layers, trainer.Heads, trainer.PatchSize, trainer.ClassTokens),
            (config.Width, config.Layers, config.Heads, config.PatchSize, config.ClassTokens));
        Assert.Equal(
            (trainer.Training.Steps, trainer.Training.LearningRate / trainer.Training.WarmupSteps), (first["steps"], first["learning_rate"]));
        Assert.Equal((100_000, 1e-4 / 1000), (preset["steps"], preset["learning_rate"]));

        async Task<(CausalFusionConfig, Dictionary<string, double>)> FirstStep(params string[] options)
        {
            string checkpoint = _folder["run.safetensors"];
            File.Delete(checkpoint);
            using var stop = new CancellationTokenSource();
            Task<CliRun> run = CliRun.Cancellable(stop.Token, [
                "train", "--data", data, .. options, "--checkpoint", checkpoint, "--checkpoint-interval", "1", "--out", _folder["model.safetensors"],
                "--log", _folder["log.jsonl"]]);
            while (!run.IsCompleted && !File.Exists(checkpoint))
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
            await stop.CancelAsync();
            (await run).AssertFailed(ExitCode.Canceled);
            using ModelFile file = ModelFile.Open(checkpoint);
            JsonElement row = JsonDocument.Parse(File.ReadLines(_folder["log.jsonl"]).First()).RootElement;
            File.Delete(_folder["log.jsonl"]);
            return (CausalFusionConfig.FromJson(file.Config!), row.EnumerateObject().Where(value => value.Value.ValueKind == JsonValueKind.Number)
                .ToDictionary(value => value.Name, value => value.Value.GetDouble()));
        }
    }

    [Fact]
    public async Task Canceled_it_leaves_a_checkpoint_and_no_model()
    {
        using var canceled = new CancellationTokenSource(TimeSpan.FromMilliseconds(1500));

        CliRun run = await CliRun.Cancellable(
            canceled.Token, ["train", "--data", Images(8), "--image-size", "8", .. _tiny, "--steps", "1000000", "--checkpoint",
                _folder["checkpoint.safetensors"], "--out", _folder["model.safetensors"]]);

        run.AssertFailed(ExitCode.Canceled, "canceled");
        Assert.True(File.Exists(_folder["checkpoint.safetensors"]));
        Assert.False(File.Exists(_folder["model.safetensors"]));
    }

    [Fact]
    public async Task Wrong_wishes_are_refused_before_anything_is_trained()
    {
        string data = Images(8);
        string[] options = ["train", .. _tiny, "--steps", "1", "--out", _folder["model.safetensors"]];

        (await CliRun.InProcess(options)).AssertFailed(ExitCode.Usage, "--data DIR, --captions PATH, --latents DIR and --fashion-mnist");
        (await CliRun.InProcess([.. options, "--data", _folder["absent"], "--image-size", "8"])).AssertFailed(ExitCode.BadInput, _folder["absent"]);
        (await CliRun.InProcess([.. options, "--latents", data])).AssertFailed(ExitCode.BadInput, data);
        (await CliRun.InProcess([.. options, "--data", data, "--image-size", "8", "--copies", "3"]))
            .AssertFailed(ExitCode.Usage, "--copies must be a divisor of --batch-size");
        (await CliRun.InProcess(
            [.. options[..1], .. options[3..], "--data", data, "--image-size", "8", "--patch", "3"]))
            .AssertFailed(ExitCode.Usage, "--patch must divide --image-size");
        (await CliRun.InProcess([.. options, "--data", data, "--image-size", "8", "--out", _folder["no/folder/model.safetensors"]]))
            .AssertFailed(ExitCode.Usage);
        (await CliRun.InProcess(["train", "--data", data, "--image-size", "8", "--out", _folder["no/folder/model.safetensors"]])).AssertFailed(
            ExitCode.BadOutput, "there is no folder");
    }

    private string Images(int size) => TrainingFixture.Images(_folder["data"], size);
}
