using System.Text.Json;
using CausalFusion.Checkpoints;
using CausalFusion.Families;
using CausalFusion.Families.Dit;
using CausalFusion.Files;
using CausalFusion.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Models;

/// <summary>DiT from files that others made.</summary>
public sealed class DitCheckpointTests : IDisposable
{
    private static readonly string _checkpoint = Path.Combine(Repository.Golden, "pt_dit.pt");

    private static readonly DitConfig _config = new()
    {
        ImageSize = 8,
        Channels = 1,
        PatchSize = 4,
        Width = 24,
        Layers = 1,
        Heads = 6,
        Classes = 3,
        MlpRatio = 2,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(null, 0.5)]
    [InlineData("model", 1.0)]
    public void A_checkpoint_of_the_published_code_gives_its_averaged_weights_unless_told_otherwise(string? asked, double factor)
    {
        using var file = ModelFile.Open(_checkpoint, asked);
        using DitModel model = DitModel.Load(file, DitPresets.S()); // which has as many heads
        using var expected = new SafetensorsReader(Path.Combine(Repository.Golden, "pt_dit.safetensors"));
        Assert.Equal(_config, model.Config);
        foreach ((string name, Tensor value) in model.state_dict())
        {
            Approximately.Equal(expected.Read("model." + name) * factor, value, 1e-6, name);
        }
        Assert.False(model.training);
    }

    [Fact]
    public void Bare_weights_a_bundle_and_a_checkpoint_of_ours_give_the_same_network()
    {
        using var source = ModelFile.Open(_checkpoint);
        using DitModel model = DitModel.Load(source, _config);
        PyTorchWriter.Save(_folder["bare.pt"], source.Weights);
        model.Save(_folder["bundle"]);

        using var file = ModelFile.Open(_folder["bare.pt"]);
        using DitModel bare = DitModel.Load(file, _config), bundled = DitModel.Load(_folder["bundle"]);
        foreach (DitModel copy in (DitModel[])[bare, bundled])
        {
            Assert.Equal(_config, copy.Config);
            Assert.All(
                model.state_dict(), item => Assert.Equal(item.Value.data<float>().ToArray(), copy.state_dict()[item.Key].data<float>().ToArray()));
        }
    }

    [PublishedGoldenTheory]
    [InlineData("DiT-S/2")]
    [InlineData("DiT-B/2")]
    [InlineData("DiT-L/2")]
    [InlineData("DiT-XL/2")]
    public void The_shapes_of_published_weights_tell_the_configuration(string name)
    {
        using JsonDocument keys = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.PublishedGolden, "keys_dit.json")));
        using var weights = new Shapes(keys.RootElement.GetProperty(name).GetProperty("keys").EnumerateObject()
            .ToDictionary(p => p.Name, p => p.Value.EnumerateArray().Select(size => size.GetInt64()).ToArray()));
        Assert.Equal(DitPresets.All[name], DitCheckpointShape.Infer(weights, null));
    }

    [Fact]
    public void What_the_weights_leave_open_or_contradict_is_named()
    {
        Assert.Contains(
            "no preset has the width 24 and 1 layers", Assert.Throws<InvalidDataException>(() => DitModel.Load(_checkpoint))
                .Message, StringComparison.Ordinal);
        Assert.Contains("Heads must divide Width; found 16 and 24", Message(_ => { }, DitPresets.L()), StringComparison.Ordinal);
        Assert.Contains("square of tokens in 'pos_embed', found 5", Message(shapes => shapes["pos_embed"] = [1, 5, 24]), StringComparison.Ordinal);
        Assert.Contains("square patches in 'x_embedder.proj.weight', found 4×2", Message(shapes => shapes["x_embedder.proj.weight"] = [24, 1, 4, 2]),
            StringComparison.Ordinal);
        Assert.Contains("16 values of a patch in 'final_layer.linear.weight', or 32 with learned variance, found 48",
            Message(shapes => shapes["final_layer.linear.weight"] = [48, 24]), StringComparison.Ordinal);
        var mismatch = Assert.Throws<StateDictMismatchException>(() => Infer(shapes =>
        {
            shapes.Remove("pos_embed");
            shapes["blocks.0.attn.q_norm.weight"] = [4];
        }, null));
        Assert.Equal(["pos_embed"], mismatch.Missing);
        Assert.Equal(["blocks.0.attn.q_norm.weight"], mismatch.Unexpected);

        string Message(Action<Dictionary<string, long[]>> change, DitConfig? like = null) =>
            Assert.Throws<InvalidDataException>(() => Infer(change, like ?? _config)).Message;

        DitConfig Infer(Action<Dictionary<string, long[]>> change, DitConfig? like)
        {
            using var file = ModelFile.Open(_checkpoint);
            Dictionary<string, long[]> shapes = file.Weights.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Shape.ToArray());
            change(shapes);
            SafetensorsWriter.Save(_folder["changed"], shapes.Select(shape => (shape.Key, zeros(shape.Value))));
            using var changed = ModelFile.Open(_folder["changed"]);
            return (DitConfig)ModelFamilies.ConfigOf(changed, like);
        }
    }

    [Fact]
    public void Under_the_names_of_diffusers_the_same_weights_give_the_same_network_bit_for_bit()
    {
        using DitModel published = Tiny.Dit(_config);
        using (no_grad())
        {
            published.state_dict()["pos_embed"].copy_(PositionEmbedding.SinCos2D(_config.Width, _config.Grid).unsqueeze(0)); // which is not saved
        }
        string path = SaveAsDiffusers(published, _folder["diffusers"], change: null);
        using var file = ModelFile.Open(path);
        using var loaded = (DitModel)ModelFamilies.Load(file, _config);

        Assert.Equal(_config, loaded.Config);
        Assert.Equal(published.state_dict().Keys.Order(StringComparer.Ordinal), loaded.state_dict().Keys.Order(StringComparer.Ordinal));
        Assert.All(published.state_dict(), item => Assert.True(item.Value.bytes.SequenceEqual(loaded.state_dict()[item.Key].bytes), item.Key));
        Tensor images = randn(2, 1, 8, 8), times = tensor(new[] { 3f, 900f }), labels = tensor(new[] { 0L, 3L });
        Assert.True(published.Forward(images, times, labels).bytes.SequenceEqual(loaded.Forward(images, times, labels).bytes));
    }

    [Fact]
    public void Under_the_names_of_diffusers_the_size_of_the_images_comes_from_the_config_beside_or_is_asked_for()
    {
        using DitModel published = Published();
        string path = SaveAsDiffusers(published, _folder["diffusers"], change: null);

        Assert.Contains("the size of its images cannot be seen", Assert.Throws<InvalidDataException>(() => ModelFamilies.Load(path)).Message,
            StringComparison.Ordinal);
        File.WriteAllText(_folder["config.json"],
            """{"_class_name":"Transformer2DModel","num_attention_heads":6,"attention_head_dim":4,"sample_size":8,"patch_size":4,"num_layers":1}""");
        using (ImageModel loaded = ModelFamilies.Load(path))
        {
            Assert.Equal(_config, loaded.Config);
        }
        File.WriteAllText(_folder["config.json"], """{"num_attention_heads":6,"attention_head_dim":64,"sample_size":8,"patch_size":4}""");
        Assert.Throws<InvalidDataException>(() => ModelFamilies.Load(path));
        File.WriteAllText(_folder["config.json"], "no JSON");
        Assert.Throws<InvalidDataException>(() => ModelFamilies.Load(path));
    }

    [Fact]
    public void Blocks_that_embed_the_timestep_each_in_its_own_way_are_no_DiT()
    {
        using var deep = new DitModel(_config with { Layers = 2 });
        string path = SaveAsDiffusers(deep, _folder["diffusers"],
            (name, value) => name == "transformer_blocks.1.norm1.emb.timestep_embedder.linear_1.bias" ? value + 1 : value);
        using var file = ModelFile.Open(path);

        Assert.Contains(
            "every block to embed the timestep and the class alike",
            Assert.Throws<InvalidDataException>(() => ModelFamilies.Load(file, _config)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_or_of_another_shape_under_the_names_of_diffusers_is_listed()
    {
        using DitModel published = Published();
        string path = SaveAsDiffusers(published, _folder["diffusers"], (name, value) => name switch
        {
            "transformer_blocks.0.attn1.to_k.weight" => zeros(3, 24),
            "transformer_blocks.0.ff.net.2.bias" => zeros(25),
            _ => value,
        });
        using var file = ModelFile.Open(path);

        var mismatch = Assert.Throws<StateDictMismatchException>(() => ModelFamilies.Load(file, _config));

        Assert.Equal(["blocks.0.attn.qkv.weight"], mismatch.Missing);
        Assert.Contains("transformer_blocks.0.attn1.to_k.weight", mismatch.Unexpected);
        Assert.Equal(["blocks.0.mlp.fc2.bias"], mismatch.Different.Select(difference => difference.Name));
    }

    [Theory]
    [InlineData("net.", 0)]
    [InlineData("ema_model.", 0)]
    [InlineData("module._orig_mod.", 0)]
    [InlineData("_orig_mod.module.net.", 0)]
    [InlineData("state_dict.net.", 1)]
    [InlineData("", 0)]
    public void A_prefix_that_all_weights_share_is_seen_through(string prefix, int others)
    {
        using DitModel published = Published();
        IEnumerable<(string, Tensor)> beside = others == 0 ? [] : [("loss.weight.scale", ones(2)), ("optimizer.state.0.exp_avg", ones(2))];
        foreach ((string name, Action<string> save) in new (string, Action<string>)[]
        {
            ("f.safetensors", path => SafetensorsWriter.Save(path, [.. Tensors(prefix), .. beside])),
            ("f.pt", path => PyTorchWriter.Save(path, [.. Tensors(prefix), .. beside])),
        })
        {
            save(_folder[name]);
            using var file = ModelFile.Open(_folder[name]);
            using var loaded = (DitModel)ModelFamilies.Load(file, _config);
            Assert.All(published.state_dict(), item => Assert.True(item.Value.bytes.SequenceEqual(loaded.state_dict()[item.Key].bytes), item.Key));
        }

        IEnumerable<(string, Tensor)> Tensors(string before) => published.state_dict().Select(item => (before + item.Key, item.Value));
    }

    [Fact]
    public void Of_copies_beside_each_other_the_averaged_one_is_taken_and_they_are_never_mixed()
    {
        using DitModel published = Published();
        var weights = published.state_dict();
        SafetensorsWriter.Save(_folder["f"], [.. Copy("net.", 1), .. Copy("ema_model.", 2)]);
        SafetensorsWriter.Save(_folder["mixed"], [.. Copy("module.", 1).Skip(3), .. Copy("", 1).Take(3)]);
        SafetensorsWriter.Save(_folder["ambiguous"], [.. Copy("net.", 1), .. Copy("model_state_dict.", 2)]);

        using (var file = ModelFile.Open(_folder["f"]))
        using (var loaded = (DitModel)ModelFamilies.Load(file, _config))
        {
            Assert.Equal("ema_model", file.Part);
            Assert.Equal(["ema_model", "net"], file.Parts);
            Assert.All(weights, item => Assert.True((item.Value * 2).bytes.SequenceEqual(loaded.state_dict()[item.Key].bytes), item.Key));
        }
        using (var mixed = ModelFile.Open(_folder["mixed"]))
        {
            Assert.ThrowsAny<Exception>(() => ModelFamilies.Load(mixed, _config));
        }
        Assert.Contains("expected one model to take, found 'model_state_dict' and 'net', which may be different",
            Assert.Throws<InvalidDataException>(() => ModelFile.Open(_folder["ambiguous"])).Message, StringComparison.Ordinal);
        using var named = ModelFile.Open(_folder["ambiguous"], "net");
        Assert.Equal(weights.Count, named.Weights.Entries.Count);

        IEnumerable<(string, Tensor)> Copy(string prefix, float factor) => weights.Select(item => (prefix + item.Key, item.Value * factor));
    }

    [Fact]
    public void A_container_of_another_name_is_told_and_taken_when_it_is_named()
    {
        using DitModel published = Published();
        PyTorchWriter.Save(_folder["f"], [.. published.state_dict().Select(item => ("mine." + item.Key, item.Value)), ("other.note", ones(1))]);

        Assert.EndsWith(
            "; there is one in 'mine': name the part.", Assert.Throws<InvalidDataException>(() => ModelFamilies.Load(_folder["f"])).Message,
            StringComparison.Ordinal);
        using var file = ModelFile.Open(_folder["f"], "mine");
        ModelFamilies.Load(file, _config).Dispose();
    }

    [Theory]
    [InlineData("unrelated.quant", "F8_E4M3", true)]
    [InlineData("unrelated", "U16", true)]
    [InlineData("num_updates", "I64", true)]
    [InlineData("other.mask", "F8_E8M0", true)]
    [InlineData("other.weight", "F32", false)]
    [InlineData("blocks.0.attn.scale", "F8_E4M3", false)]
    [InlineData("blocks.0.attn.scale", "Q4", false)]
    public void A_tensor_beside_the_network_of_a_type_that_no_weights_have_is_nobody_s_business(string name, string dtype, bool accepted)
    {
        using DitModel published = Published();
        SafetensorsWriter.Save(
            _folder["f"], published.state_dict().Select(item => (item.Key, item.Value)).Append((name, zeros(2, ScalarType.Int64))));
        const string Text = """{"dtype":"I64","shape":[2],"data_offsets":[0,16]}""";
        byte[] file = File.ReadAllBytes(_folder["f"]), text = System.Text.Encoding.UTF8.GetBytes(Text), wanted = System.Text.Encoding.UTF8.GetBytes(
            Text.Replace("I64", dtype, StringComparison.Ordinal).Replace("[2]", $"[{Count(dtype)}]", StringComparison.Ordinal));
        int at = file.AsSpan().IndexOf(text);
        byte[] changed = [.. file[..at], .. wanted, .. file[(at + text.Length)..]];
        BitConverter.TryWriteBytes(changed, BitConverter.ToInt64(file) + wanted.Length - text.Length);
        File.WriteAllBytes(_folder["f"], changed);
        using var opened = ModelFile.Open(_folder["f"]);

        if (accepted)
        {
            ModelFamilies.Load(opened, _config).Dispose();
        }
        else
        {
            Assert.Equal([name], Assert.Throws<StateDictMismatchException>(() => ModelFamilies.Load(opened, _config)).Unexpected);
        }

        static int Count(string dtype) => dtype switch { "I64" => 2, "F32" => 4, "U16" => 8, _ => 16 };
    }

    private static DitModel Published()
    {
        using var source = ModelFile.Open(_checkpoint);
        return DitModel.Load(source, _config);
    }

    /// <summary>Saves a network as the conversion script of the diffusers library does.</summary>
    private static string SaveAsDiffusers(DitModel model, string path, Func<string, Tensor, Tensor>? change)
    {
        Dictionary<string, Tensor> weights = model.state_dict();
        var renamed = new List<(string Name, Tensor Tensor)>();
        foreach (string last in (string[])["weight", "bias"])
        {
            renamed.Add(($"pos_embed.proj.{last}", weights[$"x_embedder.proj.{last}"]));
            renamed.Add(($"proj_out_1.{last}", weights[$"final_layer.adaLN_modulation.1.{last}"]));
            renamed.Add(($"proj_out_2.{last}", weights[$"final_layer.linear.{last}"]));
            for (int layer = 0; layer < model.Config.Layers; layer++)
            {
                string to = $"transformer_blocks.{layer}.", from = $"blocks.{layer}.";
                renamed.Add(($"{to}norm1.emb.timestep_embedder.linear_1.{last}", weights[$"t_embedder.mlp.0.{last}"]));
                renamed.Add(($"{to}norm1.emb.timestep_embedder.linear_2.{last}", weights[$"t_embedder.mlp.2.{last}"]));
                renamed.Add(($"{to}norm1.linear.{last}", weights[$"{from}adaLN_modulation.1.{last}"]));
                Tensor[] parts = weights[$"{from}attn.qkv.{last}"].chunk(3, 0);
                renamed.AddRange([($"{to}attn1.to_q.{last}", parts[0]), ($"{to}attn1.to_k.{last}", parts[1]), ($"{to}attn1.to_v.{last}", parts[2])]);
                renamed.Add(($"{to}attn1.to_out.0.{last}", weights[$"{from}attn.proj.{last}"]));
                renamed.Add(($"{to}ff.net.0.proj.{last}", weights[$"{from}mlp.fc1.{last}"]));
                renamed.Add(($"{to}ff.net.2.{last}", weights[$"{from}mlp.fc2.{last}"]));
            }
        }
        for (int layer = 0; layer < model.Config.Layers; layer++)
        {
            renamed.Add(
                ($"transformer_blocks.{layer}.norm1.emb.class_embedder.embedding_table.weight", weights["y_embedder.embedding_table.weight"]));
        }
        SafetensorsWriter.Save(path, renamed.Select(item => (item.Name, change?.Invoke(item.Name, item.Tensor) ?? item.Tensor)));
        return path;
    }

    /// <summary>Weights of which there are only shapes.</summary>
    private sealed class Shapes(Dictionary<string, long[]> shapes) : ITensorSource
    {
        public string Name => "shapes";

        public IReadOnlyDictionary<string, TensorEntry> Entries { get; } =
            shapes.ToDictionary(shape => shape.Key, shape => new TensorEntry(shape.Key, ScalarType.Float32, [.. shape.Value], 0, 0));

        public Tensor Read(string name, Device? device = null) => throw new NotSupportedException();

        public void ReadInto(string name, Tensor destination, bool convert = false) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
