using CausalFusion.Checkpoints;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Models;

public sealed class CausalFusionModelTests
{
    [Fact]
    public void Initial_weights_follow_the_seed_and_the_published_scheme()
    {
        using var first = new CausalFusionModel(Tiny.Config, seed: 4);
        using var same = new CausalFusionModel(Tiny.Config, seed: 4);
        using var other = new CausalFusionModel(Tiny.Config, seed: 5);
        Dictionary<string, Tensor> a = first.state_dict(), b = same.state_dict(), c = other.state_dict();
        Assert.All(a, item => Assert.Equal(item.Value.data<float>().ToArray(), b[item.Key].data<float>().ToArray()));
        Assert.NotEqual(a["x_proj.weight"].data<float>().ToArray(), c["x_proj.weight"].data<float>().ToArray());

        using var scope = NewDisposeScope();
        Assert.Equal(0, Approximately.Largest(a["final_layer.1.weight"]));
        Assert.Equal(0, Approximately.Largest(a["blocks.1.mlp.fc1.bias"]));
        Assert.Equal(1, a["blocks.0.norm1.weight"].min().item<float>());
        double bound = Math.Sqrt(6.0 / (48 + 192));
        Assert.InRange(Approximately.Largest(a["blocks.0.mlp.fc1.weight"]), 0.98 * bound, bound);
        Assert.InRange(a["y_embedder.embedding_table.weight"].std().item<float>(), 0.018, 0.022);
    }

    [Fact]
    public void A_network_outlives_the_dispose_scope_that_it_was_made_in()
    {
        CausalFusionModel model;
        using (NewDisposeScope())
        {
            model = new CausalFusionModel(Tiny.Config);
        }
        using (model)
        using (Tensor images = Tiny.Normal(1, 2, 1, 3, 8, 8), features = model.Features(images, 3))
        {
            Assert.Equal([1, 16, 48], features.shape);
        }
    }

    [Fact]
    public void A_saved_network_predicts_the_same()
    {
        string path = Path.Combine(Path.GetTempPath(), $"causalfusion-{Guid.NewGuid():n}.safetensors");
        try
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            using CausalFusionModel model = Tiny.Model();
            model.Save(path);
            using CausalFusionModel loaded = CausalFusionModel.Load(path);
            Assert.Equal(model.Config, loaded.Config);
            Tensor images = Tiny.Normal(1, 2, 2, 3, 8, 8);
            Assert.Equal(model.Features(images, 3).data<float>().ToArray(), loaded.Features(images, 3).data<float>().ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_whose_weights_are_not_those_of_its_configuration_is_refused_before_anything_is_allocated()
    {
        string path = Path.Combine(Path.GetTempPath(), $"causalfusion-{Guid.NewGuid():n}.safetensors");
        try
        {
            using CausalFusionModel model = Tiny.Model();
            ModelBundle.Save(path, model, CausalFusionConfig.FamilyName, (Tiny.Config with { Width = 1 << 20, Layers = 1000 }).ToJson());
            Assert.Contains("parameters", Assert.Throws<InvalidDataException>(() => CausalFusionModel.Load(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Features_are_of_the_asked_layer_and_every_token_sees_every_token()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using CausalFusionModel model = Tiny.Model();
        Tensor images = Tiny.Normal(1, 2, 1, 3, 8, 8), changed = images.clone();
        changed.narrow(3, 7, 1).add_(1); // the last column of pixels
        Tensor features = model.Features(images, 2);
        Assert.Equal([1, 16, 48], features.shape);
        Assert.True((features - model.Features(changed, 2)).narrow(1, 0, 1).abs().max().item<float>() > 1e-4);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Features(images, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Features(images, 0));
    }

    [Fact]
    public void Patches_are_ordered_row_column_channel_and_put_together_again()
    {
        using var scope = NewDisposeScope();
        Tensor images = arange(2 * 3 * 4 * 4, dtype: ScalarType.Float32).view(2, 3, 4, 4);
        Tensor patches = Patches.FromImages(images, 2);
        Assert.Equal([2, 4, 12], patches.shape);
        // Token 1 is the top right patch; its value 5 is row 0, column 1, channel 2.
        Assert.Equal(images[0, 2, 0, 3].item<float>(), patches[0, 1, 5].item<float>());
        Assert.Equal(images.data<float>().ToArray(), Patches.ToImages(patches, 2, TokenGrid.Square(2)).data<float>().ToArray());
    }
}
