using CausalFusion.Checkpoints;
using CausalFusion.Families;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Transfusion;
using CausalFusion.Files;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Checkpoints;

/// <summary>What a network takes over of another.</summary>
public sealed class SharedWeightsTests : IDisposable
{
    private static readonly CausalFusionConfig _classes = Tiny.Config with { LearnedPositions = true };

    private static readonly CausalFusionConfig _text = _classes with { Classes = 0, Text = new TextShape { Vocabulary = 300, MaxTokens = 6 } };

    private readonly TemporaryFolder _folder = new();
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public SharedWeightsTests()
    {
        using CausalFusionModel model = Tiny.Model(_classes);
        model.Save(_folder["classes"]);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(CausalFusionConfig.FamilyName)]
    [InlineData(TransfusionConfig.FamilyName)]
    public void What_both_have_alike_becomes_bit_equal_and_the_rest_stays_as_it_was(string family)
    {
        ImageModelConfig config = family == CausalFusionConfig.FamilyName ? _text : new TransfusionConfig
        {
            ImageSize = 8, Channels = 3, PatchSize = 2, Width = 48, Layers = 3, Heads = 4, Classes = 0, LearnedPositions = true, Text = _text.Text,
        };
        using ImageModel network = ModelFamilies.Create(config, seed: 9), untouched = ModelFamilies.Create(config, seed: 9);
        using CausalFusionModel source = Tiny.Model(_classes);
        using ModelFile file = ModelFile.Open(_folder["classes"]);

        SharedWeights shared = SharedWeights.Load(network, file);

        Dictionary<string, Tensor> own = network.state_dict(), before = untouched.state_dict(), theirs = source.state_dict();
        Assert.Equal(
            ["text_embed.weight", "text_head.0.bias", "text_head.0.weight", "text_head.1.weight", "text_pos_embed"], shared.Initialized.Order());
        Assert.Empty(shared.Different);
        Assert.Equal(own.Keys.Order(), shared.Loaded.Concat(shared.Initialized).Order());
        Assert.Equal(theirs.Keys.Order(), shared.Loaded.Concat(shared.LeftOut).Order());
        Assert.NotEmpty(shared.LeftOut);
        Assert.All(shared.Loaded, name => Assert.Equal(theirs[name].data<float>().ToArray(), own[name].data<float>().ToArray()));
        Assert.All(shared.Initialized, name => Assert.Equal(before[name].data<float>().ToArray(), own[name].data<float>().ToArray()));
    }

    [Fact]
    public void A_tensor_of_another_shape_is_not_loaded_and_is_told()
    {
        using var network = new CausalFusionModel(_text with { ImageSize = 12 });
        using ModelFile file = ModelFile.Open(_folder["classes"]);

        SharedWeights shared = SharedWeights.Load(network, file);

        Assert.Equal([new StateDictDifference("pos_embed", "Float32 (1, 36, 48)", "Float32 (1, 16, 48)")], shared.Different);
        Assert.Contains(
            "1 of another shape and initialized ('pos_embed' expected Float32 (1, 36, 48), found Float32 (1, 16, 48))", shared.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_has_nothing_in_common_but_a_fixed_table_is_refused()
    {
        using var network = new CausalFusionModel(_classes with { LearnedPositions = false });
        SafetensorsWriter.Save(_folder["other"], [("pos_embed", network.state_dict()["pos_embed"]), ("elsewhere", ones(3))]);
        float[] before = network.state_dict()["x_proj.weight"].data<float>().ToArray();
        using ModelFile file = ModelFile.Open(_folder["other"]);

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => SharedWeights.Load(network, file));

        Assert.Contains(
            "expected weights that the network has, too, found none: 1 loaded ('pos_embed')", exception.Message, StringComparison.Ordinal);
        Assert.Contains("1 left out ('elsewhere')", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, network.state_dict()["x_proj.weight"].data<float>().ToArray());
    }
}
