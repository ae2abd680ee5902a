using System.Text.Json;
using CausalFusion.Checkpoints;
using CausalFusion.Families;
using CausalFusion.Families.Dit;
using CausalFusion.Files;
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
