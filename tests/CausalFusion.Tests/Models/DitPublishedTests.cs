using System.Text.Json;
using CausalFusion.Diffusion;
using CausalFusion.Families.Dit;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Models;

/// <summary>DiT with learned variance against outputs of its published code.</summary>
public sealed class DitPublishedTests
{
    private static readonly DitConfig _tiny = new() { ImageSize = 8, Channels = 4, PatchSize = 2, Width = 48, Layers = 2, Heads = 4, Classes = 7 };

    [PublishedGoldenTheory]
    [InlineData("DiT-S/2")]
    [InlineData("DiT-B/2")]
    [InlineData("DiT-L/2")]
    [InlineData("DiT-XL/2")]
    public void Parameter_count_names_and_shapes_are_the_published_ones(string name)
    {
        using JsonDocument keys = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.PublishedGolden, "keys_dit.json")));
        JsonElement published = keys.RootElement.GetProperty(name);
        DitConfig config = DitPresets.All[name];
        Assert.Equal(published.GetProperty("params").GetInt64(), config.ParameterCount);

        // Building XL takes 2.7 GB: a network of its layers, but of other sizes, tells the names, and which size stands where.
        DitConfig narrow = config with { Width = 96, Heads = 4, Classes = 5, ImageSize = 16 };
        var sizes = new Dictionary<long, long> { [config.Tokens] = narrow.Tokens, [config.Classes + 1] = narrow.Classes + 1 };
        foreach (int factor in (int[])[1, 2, 3, 4, 6])
        {
            sizes[(long)factor * config.Width] = (long)factor * narrow.Width;
        }
        sizes[256] = 256; // both the number of tokens and that of the timestep's frequencies
        using var model = new DitModel(narrow);
        Dictionary<string, Tensor> ours = model.state_dict();
        Assert.Equal(published.GetProperty("keys").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal),
            ours.Keys.Order(StringComparer.Ordinal));
        Assert.All(published.GetProperty("keys").EnumerateObject(), p => Assert.Equal(
            p.Name == "pos_embed"
                ? [1, narrow.Tokens, narrow.Width]
                : p.Value.EnumerateArray().Select(size => sizes.GetValueOrDefault(size.GetInt64(), size.GetInt64())),
            ours[p.Name].shape));
    }

    [PublishedGoldenFact]
    public void A_prediction_is_that_of_the_published_code()
    {
        using var scope = NewDisposeScope();
        using GoldenFile weights = GoldenFile.Published("dit_tiny"), golden = GoldenFile.Published("dit_tiny_io");
        using DitModel model = weights.Model(_tiny);
        using var noGrad = no_grad();
        Approximately.Equal(golden["out"], model.Forward(golden["x"], golden["t"], golden["y"]), 1e-5, "output");
    }

    [PublishedGoldenFact]
    public void Both_terms_of_the_loss_and_every_gradient_are_those_of_the_published_code()
    {
        using var scope = NewDisposeScope();
        using GoldenFile weights = GoldenFile.Published("dit_tiny"), golden = GoldenFile.Published("dit_tiny_io");
        using DitModel model = weights.Model(_tiny);
        int[] timesteps = golden.Integers("t");
        Tensor noised = GaussianDiffusion.AddNoise(NoiseSchedule.Default, golden["x"], golden["noise"], timesteps);
        Approximately.Equal(golden["train.xt"], noised, 1e-5, "noised images");

        Tensor output = model.Forward(noised, golden["t"], golden["y"]);
        LearnedVarianceLoss loss = LearnedVariance.Loss(output, golden["x"], noised, golden["noise"], NoiseSchedule.Default, timesteps);
        Approximately.Equal(golden["train.mse"], loss.SquaredError, 1e-5, "squared error");
        Approximately.Equal(golden["train.vb"], loss.Bound, 1e-5, "bound");
        Approximately.Equal(golden["train.loss"], loss.Total(), 1e-5, "loss");
        loss.Total().mean().backward();
        golden.AssertGradients(model);
    }

    [PublishedGoldenFact]
    public void Guidance_of_the_first_three_channels_is_that_of_the_published_code()
    {
        using var scope = NewDisposeScope();
        using GoldenFile weights = GoldenFile.Published("dit_tiny"), golden = GoldenFile.Published("dit_tiny_io");
        using DitModel model = weights.Model(_tiny);
        using var noGrad = no_grad();
        Tensor half = golden["cfg.x"].narrow(0, 0, 2);
        Tensor output = model.Forward(cat([half, half], 0), golden["cfg.t"], golden["cfg.y"]);
        Approximately.Equal(golden["cfg.out_scale4"].narrow(0, 0, 2), ClassifierFreeGuidance.Combine(output, 4, 3), 1e-5, "guided");
    }

    [PublishedGoldenFact]
    public void A_ten_step_loop_with_learned_variance_is_that_of_the_published_code()
    {
        using var scope = NewDisposeScope();
        using GoldenFile weights = GoldenFile.Published("dit_tiny"), golden = GoldenFile.Published("dit_tiny_io");
        using DitModel model = weights.Model(_tiny);
        using var noGrad = no_grad();
        NoiseSchedule schedule = NoiseSchedule.Default.Respace(10);
        using DiffusionSampler sampler = SamplerMethod.Ddpm.Begin(schedule);
        Tensor x = golden["loop.z"], noise = golden["loop.noise_seq"];
        for (int i = 9; i >= 0; i--)
        {
            Tensor output = model.Forward(x, full([2], schedule.TimestepMap[i], ScalarType.Int64), golden["loop.y"]);
            x = sampler.Step(x, LearnedVariance.Prediction(output, schedule, i), i, noise[9 - i]);
        }
        Approximately.Equal(golden["loop.final"], x, 1e-5, "final");
    }
}
