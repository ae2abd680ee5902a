using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Models;

/// <summary>DiT with AdaLN-zero: against our PyTorch reference, and by itself.</summary>
public sealed class DitModelTests
{
    private static readonly DitConfig _config = new() { ImageSize = 8, Channels = 4, PatchSize = 2, Width = 16, Layers = 2, Heads = 2, Classes = 5 };

    private static readonly DitConfig _fixedVariance = new()
    {
        ImageSize = 8,
        Channels = 1,
        PatchSize = 4,
        Width = 16,
        Layers = 1,
        Heads = 4,
        Classes = 3,
        MlpRatio = 2,
        LearnedVariance = false,
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Prediction_loss_and_every_gradient_are_the_references(bool learned)
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours(learned ? "dit" : "dit_fixed_variance");
        using DitModel model = golden.Model(learned ? _config : _fixedVariance, "model.");
        int[] timesteps = golden.Integers("train.t");
        Tensor clean = golden["train.x"], noise = golden["train.noise"];
        Tensor noised = GaussianDiffusion.AddNoise(NoiseSchedule.Default, clean, noise, timesteps);
        Tensor output = model.Forward(noised, golden["train.t"], golden["train.y"]);
        Tensor loss;
        if (learned)
        {
            LearnedVarianceLoss terms = LearnedVariance.Loss(output, clean, noised, noise, NoiseSchedule.Default, timesteps);
            Approximately.Equal(golden["train.mse"], terms.SquaredError, 1e-5, "squared error");
            Approximately.Equal(golden["train.vb"], terms.Bound, 1e-5, "bound");
            loss = terms.Total();
        }
        else
        {
            loss = (output - noise).square().mean([1, 2, 3]);
        }
        loss.mean().backward();

        Approximately.Equal(golden["train.xn"], noised, 1e-5, "noised images");
        Approximately.Equal(golden["train.output"], output, 1e-5, "output");
        Approximately.Equal(golden["train.loss"], loss, 1e-5, "loss");
        golden.AssertGradients(model, "train.grad.");
    }

    [Theory]
    [InlineData("S", 384, 12, 6, 33)]
    [InlineData("B", 768, 12, 12, 130)]
    [InlineData("L", 1024, 24, 16, 458)]
    [InlineData("XL", 1152, 28, 16, 675)]
    public void A_preset_has_its_published_shape_with_every_patch(string name, int width, int layers, int heads, int millions)
    {
        foreach (int patch in (int[])[2, 4, 8])
        {
            DitConfig config = DitPresets.All[$"DiT-{name}/{patch}"];
            config.Validate();
            Assert.Equal((width, layers, heads, patch, 1000), (config.Width, config.Layers, config.Heads, config.PatchSize, config.Classes));
            Assert.Equal((32 / patch) * (32 / patch), config.Tokens);
            Assert.Equal((4, 8), (config.Channels, config.OutputChannels));
            Assert.InRange(config.ParameterCount / 1e6, millions - 0.6, millions + 1);
        }
    }

    [Fact]
    public void DiT_XL_2_has_its_published_number_of_parameters()
    {
        Assert.Equal(675_129_632, DitPresets.XL().ParameterCount);
        Assert.Equal(DitPresets.XL(), DitPresets.All["dit-xl/2"]);
        Assert.Equal(12, DitPresets.All.Count);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 4)]
    public void The_count_is_that_of_the_built_network(bool learned, int patch)
    {
        DitConfig config = _config with { LearnedVariance = learned, PatchSize = patch, MlpRatio = 2.5, Channels = 3 };
        using var model = new DitModel(config);
        Assert.Equal(config.ParameterCount, model.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void Initial_weights_follow_the_seed_and_the_published_scheme()
    {
        using var scope = NewDisposeScope();
        DitConfig config = _config with { Width = 64 };
        using var first = new DitModel(config, seed: 4);
        using var same = new DitModel(config, seed: 4);
        using var other = new DitModel(config, seed: 5);
        Dictionary<string, Tensor> a = first.state_dict(), b = same.state_dict(), c = other.state_dict();
        Assert.All(a, item => Assert.Equal(item.Value.data<float>().ToArray(), b[item.Key].data<float>().ToArray()));
        Assert.NotEqual(a["x_embedder.proj.weight"].data<float>().ToArray(), c["x_embedder.proj.weight"].data<float>().ToArray());

        foreach (string zero in (string[])["blocks.1.adaLN_modulation.1.weight", "final_layer.adaLN_modulation.1.weight",
            "final_layer.linear.weight", "final_layer.linear.bias",
            "blocks.0.attn.qkv.bias", "x_embedder.proj.bias"])
        {
            Assert.Equal(0, Approximately.Largest(a[zero]));
        }
        double bound = Math.Sqrt(6.0 / (64 + 16)); // a patch has 2·2·4 values
        Assert.InRange(Approximately.Largest(a["x_embedder.proj.weight"]), 0.98 * bound, bound);
        Assert.InRange(a["t_embedder.mlp.0.weight"].std().item<float>(), 0.019, 0.021);
        Assert.InRange(a["y_embedder.embedding_table.weight"].std().item<float>(), 0.017, 0.023);
        Assert.False(first.named_parameters().Single(p => p.name == "pos_embed").parameter.requires_grad);

        using var noGrad = no_grad();
        Assert.Equal(0, Approximately.Largest(first.Forward(Tiny.Normal(1, 1, 2, 4, 8, 8), tensor([3L, 7L]), tensor([0L, 5L]))));
    }

    [Fact]
    public void A_saved_network_predicts_the_same_and_its_file_says_what_it_is()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using GoldenFile golden = GoldenFile.Ours("dit");
        using DitModel model = golden.Model(_config, "model.");
        model.Save(folder["m"]);
        Assert.Equal(DitConfig.FamilyName, ModelBundle.Peek(folder["m"]).Kind);
        Assert.Contains("kind", Assert.Throws<InvalidDataException>(() => CausalFusionModel.Load(folder["m"])).Message, StringComparison.Ordinal);

        using DitModel loaded = DitModel.Load(folder["m"]);
        Assert.Equal(_config, loaded.Config);
        Tensor Predict(DitModel network) => network.Forward(golden["train.xn"], golden["train.t"], golden["train.y"]);
        Assert.Equal(Predict(model).data<float>().ToArray(), Predict(loaded).data<float>().ToArray());

        using CausalFusionModel another = Tiny.Model();
        another.Save(folder["c"]);
        Assert.Contains("'dit'", Assert.Throws<InvalidDataException>(() => DitModel.Load(folder["c"])).Message, StringComparison.Ordinal);
        ModelBundle.Save(folder["large"], model, DitConfig.FamilyName, (_config with { Width = 1 << 20, Layers = 1000 }).ToJson());
        Assert.Contains("parameters", Assert.Throws<InvalidDataException>(() => DitModel.Load(folder["large"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_outlives_the_dispose_scope_that_it_was_made_in_and_leaves_nothing_behind()
    {
        DitModel model;
        using (NewDisposeScope())
        {
            model = new DitModel(_config);
        }
        using (model)
        using (var scope = NewDisposeScope())
        {
            using var noGrad = no_grad();
            Tensor x = Tiny.Normal(1, 1, 2, 4, 8, 8), t = tensor([3L, 7L]), y = tensor([0L, 5L]);
            int before = scope.DisposablesCount;
            Tensor output = model.Forward(x, t, y);
            Assert.Equal(before + 1, scope.DisposablesCount);
            Assert.Equal([2, 8, 8, 8], output.shape);
        }
    }

    [Fact]
    public void What_the_network_cannot_take_is_named()
    {
        using var scope = NewDisposeScope();
        using var model = new DitModel(_config);
        var shape = Assert.Throws<ArgumentException>(() => model.Forward(zeros([1, 3, 8, 8]), tensor([0L]), tensor([0L])));
        Assert.Contains("Expected images of shape (N, 4, 8, 8); found (1, 3, 8, 8)", shape.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Heads must divide Width; found 3 and 16", Assert.Throws<ArgumentException>(
                () => new DitModel(_config with { Heads = 3 })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "too large to count", Assert.Throws<ArgumentException>(
                () =>
                    (_config with { Layers = int.MaxValue, Width = int.MaxValue - 3, Heads = 1, MlpRatio = 1 }).Validate())
                        .Message, StringComparison.Ordinal);
        Assert.Equal(DitPresets.B(4), DitConfig.FromJson(DitPresets.B(4).ToJson()));
        Assert.Throws<InvalidDataException>(() => DitConfig.FromJson("""{"image_size":8,"channels":3,"patch_size":2,"width":48,"layers":3,"heads":4,"classes":7,"class_tokens":1}"""));
    }
}
