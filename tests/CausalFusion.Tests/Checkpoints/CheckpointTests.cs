using System.Text.Json;
using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Files;
using CausalFusion.Models;
using CausalFusion.Tests.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Checkpoints;

/// <summary>Networks from files that others made.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(null, "ema", 0.5)]
    [InlineData("ema", "ema", 0.5)]
    [InlineData("model", "model", 1.0)]
    public void A_checkpoint_of_the_paper_s_code_gives_its_averaged_weights_unless_told_otherwise(string? asked, string taken, double factor)
    {
        using var file = ModelFile.Open(Path.Combine(Repository.Golden, "pt_causalfusion.pt"), asked);
        using CausalFusionModel model = CausalFusionModel.Load(file);
        using var expected = new SafetensorsReader(Path.Combine(Repository.Golden, "pt_causalfusion.safetensors"));

        Assert.Equal((ModelFileFormat.PyTorch, taken, 2, null, null), (file.Format, file.Part, file.Parts.Count, file.Kind, file.Config));
        Assert.Equal(expected.Entries.Count, file.TensorCount);
        CausalFusionConfig config = Tiny.Config with { Width = 16, Layers = 2, Heads = 2, ClassTokens = 2, Classes = 3 };
        Assert.Equal(config, model.Config);
        Assert.Equal(config.ParameterCount, file.Weights.Entries.Values.Sum(entry => entry.ElementCount));
        foreach ((string name, Tensor value) in model.state_dict())
        {
            Tensor trained = expected.Read("model." + name) * factor;
            SafetensorsRoundTripTests.AssertSame(trained, value);
        }
        Assert.False(model.training);
    }

    [Fact]
    public void A_bundle_bare_weights_and_a_PyTorch_file_give_the_same_network()
    {
        using CausalFusionModel saved = Tiny.Model();
        saved.Save(_folder["bundle"]);
        SafetensorsWriter.Save(_folder["bare"], Tensors(saved));
        PyTorchWriter.Save(_folder["pt"], Tensors(saved, "module."));

        foreach ((string name, ModelFileFormat format) in new[] { ("bundle", ModelFileFormat.Bundle), ("bare", ModelFileFormat.Safetensors),
            ("pt", ModelFileFormat.PyTorch) })
        {
            using var file = ModelFile.Open(_folder[name]);
            using CausalFusionModel loaded = CausalFusionModel.Load(_folder[name]);

            Assert.Equal((format, null), (file.Format, file.Part));
            Assert.Equal(saved.Config, loaded.Config);
            Assert.All(saved.state_dict(), item => SafetensorsRoundTripTests.AssertSame(item.Value, loaded.state_dict()[item.Key]));
        }
    }

    [Fact]
    public void Positions_that_are_the_table_count_as_not_learned_in_any_precision()
    {
        foreach (ScalarType type in (ScalarType[])[ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16])
        {
            using var model = new CausalFusionModel(Tiny.Config with { LearnedPositions = false });
            SafetensorsWriter.Save(_folder["f"], Tensors(model).Select(item => (item.Name, item.Tensor.to(type))));

            using CausalFusionModel loaded = CausalFusionModel.Load(_folder["f"]);

            Assert.Equal(model.Config, loaded.Config);
        }
    }

    [PublishedGoldenFact]
    public void The_published_tiny_model_is_loaded_without_a_configuration()
    {
        using CausalFusionModel model = CausalFusionModel.Load(Path.Combine(Repository.PublishedGolden, "tiny_model.safetensors"));

        Assert.Equal(Tiny.Config, model.Config);
    }

    [PublishedGoldenTheory]
    [InlineData("CausalFusion-L", "L")]
    [InlineData("CausalFusion-XL", "XL")]
    [InlineData("CausalFusion-H", "H-48")]
    public void The_published_sizes_are_known_by_their_shapes(string published, string preset)
    {
        using JsonDocument keys = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.PublishedGolden, "keys_causalfusion.json")));
        (string, long[])[] shapes = [.. keys.RootElement.GetProperty(published).GetProperty("keys").EnumerateObject()
            .Select(item => (item.Name, item.Value.EnumerateArray().Select(size => size.GetInt64()).ToArray()))];
        using var learned = new HeaderOnlySource(shapes, _ => zeros(1, 256, CausalFusionPresets.All[preset].Width));

        Assert.Equal(CausalFusionPresets.All[preset], CheckpointShape.Infer(learned, like: null));
    }

    [Fact]
    public void Every_preset_is_told_from_its_shapes_or_with_itself_as_a_hint()
    {
        foreach ((string name, CausalFusionConfig preset) in CausalFusionPresets.All)
        {
            using HeaderOnlySource header = Header(preset);
            Assert.True(preset == CheckpointShape.Infer(header, preset), name);
            if (preset.QkNorm && preset.TimestepConditioning == TimestepConditioning.Added)
            {
                Assert.True(preset == CheckpointShape.Infer(header, like: null), name);
            }
        }
    }

    [Fact]
    public void Patches_that_could_be_several_are_asked_for_by_their_names()
    {
        using HeaderOnlySource header = Header(Tiny.Config with { PatchSize = 2, Channels = 4, Classes = 9 });

        var thrown = Assert.Throws<InvalidDataException>(() => CheckpointShape.Infer(header, like: null));
        CausalFusionConfig told =
            CheckpointShape.Infer(header, Tiny.Config with { PatchSize = 1, ImageSize = 8, Channels = 16, Target = PredictionTarget.Clean });

        Assert.Contains("'header': its tokens of 16 values can be patches of 1×1 of 16 channels or 2×2 of 4 channels or 4×4 of 1 channels",
            thrown.Message, StringComparison.Ordinal);
        Assert.Equal(Tiny.Config with { PatchSize = 1, ImageSize = 4, Channels = 16, Classes = 9, Target = PredictionTarget.Clean }, told);
        Assert.Contains(
            "expected tokens of 12 values (patches of 2×2 of 3 channels), found 16",
            Assert.Throws<InvalidDataException>(() => CheckpointShape.Infer(header, Tiny.Config)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Heads_that_no_norm_shows_are_asked_for()
    {
        using HeaderOnlySource header = Header(Tiny.Config with { QkNorm = false });

        Assert.Contains(
            "as many heads", Assert.Throws<InvalidDataException>(() => CheckpointShape.Infer(header, like: null)).Message, StringComparison.Ordinal);
        Assert.Equal(Tiny.Config with { QkNorm = false }, CheckpointShape.Infer(header, Tiny.Config));
    }

    [Fact]
    public void Everything_that_does_not_fit_is_listed_at_once()
    {
        using CausalFusionModel model = Tiny.Model();
        SafetensorsWriter.Save(_folder["f"], Tensors(model)
            .Where(item => item.Name is not "final_layer.1.bias" and not "blocks.2.mlp.fc2.bias")
            .Select(item => item.Name == "blocks.1.attn.proj.weight" ? (item.Name, zeros(3, 3)) : item)
            .Append(("surplus", zeros(1))));

        var thrown = Assert.Throws<StateDictMismatchException>(() => CausalFusionModel.Load(_folder["f"]));

        Assert.Equal(["blocks.2.mlp.fc2.bias", "final_layer.1.bias"], thrown.Missing.Order(StringComparer.Ordinal));
        Assert.Equal(["surplus"], thrown.Unexpected);
        Assert.Equal(["blocks.1.attn.proj.weight"], thrown.Different.Select(difference => difference.Name));
    }

    [Fact]
    public void Weights_of_another_network_are_refused_with_what_is_missing_and_what_is_too_much()
    {
        SafetensorsWriter.Save(
            _folder["f"], [("x_embedder.proj.weight", zeros(4, 4, 2, 2)), ("pos_embed", zeros(4, 4)), ("blocks.0.mlp.fc1.weight", zeros(16, 4))]);

        var thrown = Assert.Throws<StateDictMismatchException>(() => CausalFusionModel.Load(_folder["f"]));

        Assert.Equal(["cond_pos_embed", "x_proj.weight", "y_embedder.embedding_table.weight"], thrown.Missing);
        Assert.Equal(["x_embedder.proj.weight"], thrown.Unexpected);
        Assert.Equal(["pos_embed"], thrown.Different.Select(difference => difference.Name));
    }

    [Fact]
    public void Weights_that_claim_a_network_larger_than_their_file_are_refused_before_anything_is_allocated()
    {
        const int Width = 1 << 18;
        SafetensorsWriter.Save(_folder["f"],
            [("x_proj.weight", zeros(Width, 3)), ("pos_embed", zeros(1, 1, Width)), ("cond_pos_embed", zeros(1, 1, Width)),
                (
                    "y_embedder.embedding_table.weight", zeros(2, Width)), ("blocks.0.mlp.fc1.weight", zeros(1, 1)), (
                        "blocks.0.attn.q_norm.weight", zeros(Width))]);

        Assert.Contains("parameters, but the file holds", Assert.Throws<InvalidDataException>(() => CausalFusionModel.Load(_folder["f"])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pos_embed", new long[] { 1, 15, 48 }, "expected a square of tokens in 'pos_embed', found 15")]
    [InlineData("y_embedder.embedding_table.weight", new long[] { 8, 100 }, "a whole number of tokens of width 48")]
    [InlineData("cond_pos_embed", new long[] { 1, 4, 48 }, "repeated in 'cond_pos_embed', found rows of 144 for 4 tokens")]
    [InlineData("x_proj.weight", new long[] { 0, 12 }, "expected a size from 1")]
    [InlineData("pos_embed", new long[] { 1, 16, 1 }, "expected positions of width 48 in 'pos_embed' and 'cond_pos_embed'")]
    [InlineData("pos_embed", new long[] { 2, 16, 48 }, "expected positions of width 48")]
    [InlineData("cond_pos_embed", new long[] { 1, 3, 47 }, "expected positions of width 48")]
    [InlineData("y_embedder.embedding_table.weight", new long[] { 0, 144 }, "a whole number of tokens")]
    public void Shapes_that_contradict_each_other_are_refused(string name, long[] shape, string problem)
    {
        using HeaderOnlySource header = Header(Tiny.Config, (name, shape));

        Assert.Contains(
            problem, Assert.Throws<InvalidDataException>(() => CheckpointShape.Infer(header, like: null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_is_not_there_is_refused_with_those_that_are()
    {
        using CausalFusionModel model = Tiny.Model();
        model.Save(_folder["bundle"]);

        Assert.Contains(
            "expected a model 'averaged' in the file, found ema, model.",
            Assert.Throws<InvalidDataException>(
                () => ModelFile.Open(Path.Combine(Repository.Golden, "pt_causalfusion.pt"), "averaged")).Message, StringComparison.Ordinal);
        Assert.Contains(
            "found a single one without a name", Assert.Throws<InvalidDataException>(
                () => ModelFile.Open(_folder["bundle"], "ema")).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(CausalFusionModel model, string prefix = "") =>
        model.state_dict().Select(item => (prefix + item.Key, item.Value));

    /// <summary>What a file of a network of this shape has that its shape is seen from.</summary>
    private static HeaderOnlySource Header(CausalFusionConfig config, params (string Name, long[] Shape)[] changes)
    {
        long d = config.Width;
        var shapes = new Dictionary<string, long[]>
        {
            ["pos_embed"] = [1, config.Tokens, d],
            ["cond_pos_embed"] = [1, config.ConditionTokens, d],
            ["x_proj.weight"] = [d, config.PatchDimension],
            ["y_embedder.embedding_table.weight"] = [config.Classes + 1, config.ClassTokens * d],
        };
        for (int layer = 0; layer < config.Layers; layer++)
        {
            shapes[$"blocks.{layer}.mlp.fc1.weight"] = [config.MlpWidth, d];
            if (config.QkNorm)
            {
                shapes[$"blocks.{layer}.attn.q_norm.weight"] = [config.HeadDimension];
            }
        }
        foreach ((string name, long[] shape) in changes)
        {
            shapes[name] = shape;
        }
        return new HeaderOnlySource(
            shapes.Select(item => (item.Key, item.Value)),
            _ => config.LearnedPositions ? zeros(1, config.Tokens, d) : PositionEmbedding.SinCos2D(config.Width, config.Grid).unsqueeze(0));
    }
}
