using System.Text.Json;
using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Files;
using CausalFusion.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Tests;

public sealed class ConvertTests : IDisposable
{
    private static readonly string _checkpoint = Path.Combine(Repository.Golden, "pt_causalfusion.pt");

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_checkpoint_goes_to_a_bundle_to_PyTorch_and_back_unchanged()
    {
        JsonElement bundle = (await CliRun.InProcess("convert", _checkpoint, _folder["model.safetensors"], "--to", "bundle", "--json")).Json();
        JsonElement back = (await CliRun.InProcess("convert", _folder["model.safetensors"], _folder["model.pt"], "--json")).Json();

        Assert.Equal(("pytorch", "bundle", "ema"), (Text(bundle, "from"), Text(bundle, "to"), Text(bundle, "part")));
        Assert.Equal(("bundle", "pt"), (Text(back, "from"), Text(back, "to")));
        Assert.Equal(new FileInfo(_folder["model.pt"]).Length, back.GetProperty("bytes").GetInt64());
        using CausalFusionModel original = CausalFusionModel.Load(_checkpoint), converted = CausalFusionModel.Load(_folder["model.safetensors"]),
            returned = CausalFusionModel.Load(_folder["model.pt"]);
        Assert.Equal(original.Config, ModelConfig(_folder["model.safetensors"]));
        foreach (CausalFusionModel copy in (CausalFusionModel[])[converted, returned])
        {
            Assert.Equal(original.Config, copy.Config);
            Assert.All(original.state_dict(), item => Assert.True(item.Value.bytes.SequenceEqual(copy.state_dict()[item.Key].bytes), item.Key));
        }

        static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;
        static CausalFusionConfig ModelConfig(string path) =>
            CausalFusionConfig.FromJson(ModelBundle.Peek(path, CausalFusionConfig.FamilyName).Config);
    }

    [Fact]
    public async Task A_bundle_in_bfloat16_has_half_the_bytes_and_the_weights_rounded()
    {
        (await CliRun.InProcess("convert", _checkpoint, _folder["model.safetensors"], "--to", "bundle", "--json")).Json();
        (await CliRun.InProcess("convert", _folder["model.safetensors"], _folder["half.safetensors"], "--type", "bfloat16", "--json")).Json();

        ModelBundleInfo whole = ModelBundle.Peek(_folder["model.safetensors"]), half = ModelBundle.Peek(_folder["half.safetensors"]);
        Assert.Equal((whole.Config, whole.ElementCount, whole.ByteLength / 2), (half.Config, half.ElementCount, half.ByteLength));
        using CausalFusionModel original = CausalFusionModel.Load(_folder["model.safetensors"]),
            rounded = CausalFusionModel.Load(_folder["half.safetensors"]);
        Assert.All(original.state_dict(), item => Assert.True(
            item.Value.to(ScalarType.BFloat16).to(ScalarType.Float32).bytes.SequenceEqual(rounded.state_dict()[item.Key].bytes), item.Key));
    }

    [Fact]
    public async Task A_weight_beyond_float16_is_refused_by_name()
    {
        SafetensorsWriter.Save(
            _folder["large.safetensors"], [("fine", ones(2)), ("large", tensor(new[] { 1f, 70000f })), ("count", tensor(new[] { 3L }))]);

        (await CliRun.InProcess("convert", _folder["large.safetensors"], _folder["half.safetensors"], "--type", "float16"))
            .AssertFailed(ExitCode.BadInput, "large", "expected numbers in the range of Float16, found 7e+04");
        Assert.False(File.Exists(_folder["half.safetensors"]));
    }

    [Fact]
    public async Task A_checkpoint_of_DiT_becomes_a_bundle_that_knows_what_it_is()
    {
        string dit = Path.Combine(Repository.Golden, "pt_dit.pt");
        (await CliRun.InProcess("convert", dit, _folder["dit.safetensors"], "--to", "bundle", "--like", "DiT-S/2", "--json")).Json();

        JsonElement info = (await CliRun.InProcess("info", "--model", _folder["dit.safetensors"], "--json")).Json();
        Assert.Equal(("bundle", "dit"), (info.GetProperty("format").GetString(), info.GetProperty("kind").GetString()));
        Assert.Equal((24, 6, 4), (info.GetProperty("width").GetInt32(), info.GetProperty("heads").GetInt32(), info.GetProperty("patch").GetInt32()));
        (await CliRun.InProcess("convert", dit, _folder["no.safetensors"], "--to", "bundle", "--like", "L"))
            .AssertFailed(ExitCode.Usage, "kind 'dit'");
        (await CliRun.InProcess("convert", dit, _folder["no.safetensors"], "--to", "bundle")).AssertFailed(ExitCode.BadInput, "number of heads");
    }

    [Fact]
    public async Task The_part_and_the_format_are_as_asked()
    {
        (await CliRun.InProcess("convert", _checkpoint, _folder["trained.safetensors"], "--part", "model", "--json")).Json();
        JsonElement all = (await CliRun.InProcess("convert", _checkpoint, _folder["all.safetensors"], "--all", "--json")).Json();

        using TensorReader original = TensorReader.Open(_checkpoint), trained = TensorReader.Open(_folder["trained.safetensors"]),
            everything = TensorReader.Open(_folder["all.safetensors"]);
        Assert.True(original.Read("model.x_proj.weight").bytes.SequenceEqual(trained.Read("x_proj.weight").bytes));
        Assert.Equal(original.Entries.Keys.Order(StringComparer.Ordinal), everything.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.False(all.TryGetProperty("part", out _));
        Assert.Equal(original.Entries.Count, all.GetProperty("tensors").GetInt32());
    }

    [Fact]
    public async Task A_bundle_stays_one_with_its_own_entries()
    {
        using (CausalFusionModel model = CausalFusionModel.Load(_checkpoint))
        {
            model.Info = model.Info with { ClassNames = [.. Enumerable.Range(0, model.Config.Classes).Select(number => $"class {number}")] };
            model.Save(_folder["a"]);
        }

        (await CliRun.InProcess("convert", _folder["a"], _folder["b.safetensors"], "--json")).Json();

        Assert.Equal(File.ReadAllBytes(_folder["a"]), File.ReadAllBytes(_folder["b.safetensors"]));
    }

    [Fact]
    public async Task What_is_known_of_a_network_goes_to_PyTorch_and_back()
    {
        using (CausalFusionModel model = CausalFusionModel.Load(_checkpoint))
        {
            model.Info = new ModelInfo
            {
                Schedule = NoiseSchedule.Linear(500),
                ClassNames = ["größer", "katze, klein", "none"],
                LatentSpace = new LatentSpace { ImageChannels = 1, LatentChannels = 3, Downsampling = 2, LatentScale = 0.5 },
            };
            model.Save(_folder["a"]);
        }

        (await CliRun.InProcess("convert", _folder["a"], _folder["b.pt"], "--json")).Json();
        (await CliRun.InProcess("convert", _folder["b.pt"], _folder["c.safetensors"], "--json")).Json();
        (await CliRun.InProcess("convert", _folder["b.pt"], _folder["d.pt"], "--json")).Json();

        Assert.Equal(File.ReadAllBytes(_folder["a"]), File.ReadAllBytes(_folder["c.safetensors"]));
        using (CausalFusionModel loaded = CausalFusionModel.Load(_folder["d.pt"]))
        {
            Assert.Equal(["größer", "katze, klein", "none"], loaded.Info.ClassNames);
            Assert.Equal(500, loaded.Info.Schedule.TimestepMap.Length);
        }
        JsonElement told = (await CliRun.InProcess("info", "--model", _folder["b.pt"], "--json")).Json();
        Assert.Equal(("pytorch", 3), (told.GetProperty("format").GetString(), told.GetProperty("classNames").GetArrayLength()));
    }

    [Fact]
    public async Task What_an_output_does_not_keep_is_told()
    {
        using (CausalFusionModel model = CausalFusionModel.Load(_checkpoint))
        {
            model.Info = model.Info with { ClassNames = ["a", "b", "c"] };
            model.Save(_folder["a"]);
        }

        CliRun run = await CliRun.InProcess("convert", _folder["a"], _folder["b.safetensors"], "--to", "safetensors"),
            all = await CliRun.InProcess("convert", _folder["a"], _folder["c.pt"], "--all");

        foreach (CliRun told in (CliRun[])[run, all])
        {
            Assert.Equal(0, told.ExitCode);
            Assert.Contains("holds the tensors alone: config, class_names, noise_schedule of", told.Error, StringComparison.Ordinal);
        }
        CliRun left = await CliRun.InProcess("convert", Path.Combine(Repository.Golden, "pt_beside4.pt"), _folder["d.safetensors"], "--all");
        Assert.Equal(0, left.ExitCode);
        Assert.Contains("'values.sparse' is left out: what 'torch._utils._rebuild_sparse_tensor' makes", left.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_leave_what_was_there()
    {
        File.WriteAllText(_folder["old.pt"], "old");
        (await CliRun.InProcess("convert", _folder["absent"], _folder["old.pt"])).AssertFailed(ExitCode.BadInput, _folder["absent"]);
        (await CliRun.InProcess("convert", _checkpoint, _checkpoint)).AssertFailed(ExitCode.Usage, "OUT: expected another name than that of IN");
        (await CliRun.InProcess("convert", _checkpoint, _folder["old.pt"], "--all", "--part", "ema")).AssertFailed(ExitCode.Usage, "found both");
        (await CliRun.InProcess("convert", _checkpoint, _folder["old.pt"], "--all", "--to", "bundle")).AssertFailed(ExitCode.Usage, "--all");
        (await CliRun.InProcess("convert", _checkpoint, _folder["old.pt"], "--to", "onnx")).AssertFailed(ExitCode.Usage, "onnx");
        (await CliRun.InProcess("convert", _checkpoint)).AssertFailed(ExitCode.Usage);
        (await CliRun.InProcess("convert", _checkpoint, _folder["no/such/folder.pt"])).AssertFailed(ExitCode.BadOutput, _folder["no/such/folder.pt"]);

        Assert.Equal("old", File.ReadAllText(_folder["old.pt"]));
        Assert.Equal(["old.pt"], _folder.FileNames);
    }
}
