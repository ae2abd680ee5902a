using System.Text.Json;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Models;

/// <summary>Our network and loops against outputs of the papers' published code.</summary>
public sealed class PublishedModelTests
{
    [PublishedGoldenTheory]
    [InlineData(48, 4)]
    [InlineData(192, 8)]
    [InlineData(1024, 16)]
    public void The_position_table_is_the_published_one(int width, int grid)
    {
        using var scope = NewDisposeScope();
        Tensor table = PositionEmbedding.SinCos2D(width, TokenGrid.Square(grid));
        using GoldenFile golden = GoldenFile.Published("pos_embed_sincos");
        Approximately.Equal(golden[$"pos_{width}_g{grid}"], table, 1e-6, $"positions {width}×{grid}");
        Assert.Equal(0, table[0, 0].item<float>());
        Assert.Equal(Math.Sin(1), table[1, 0].item<float>(), 1e-6);
        Assert.Equal(Math.Sin(1), table[grid, width / 2].item<float>(), 1e-6);
    }

    [PublishedGoldenFact]
    public void The_timestep_embedding_is_the_published_one()
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Published("pos_embed_sincos");
        Approximately.Equal(golden["temb_256"], TimestepEmbedding.Sinusoids(golden["temb_in"], 256), 1e-5);
        Approximately.Equal(golden["temb_odd_9"], TimestepEmbedding.Sinusoids(golden["temb_odd_in"], 9), 1e-5);
    }

    [PublishedGoldenFact]
    public void The_state_dict_has_the_published_names_and_shapes()
    {
        using JsonDocument keys = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.PublishedGolden, "keys_causalfusion.json")));
        JsonElement published = keys.RootElement.GetProperty("CausalFusion-L");
        Assert.Equal(published.GetProperty("params").GetInt64(), CausalFusionPresets.SystemL().ParameterCount);

        // Building L takes 1.5 GB; its names are those of a narrow network of as many layers.
        CausalFusionConfig narrow = CausalFusionPresets.SystemL() with { Width = 32, Heads = 16, Classes = 2, ClassTokens = 1 };
        using var model = new CausalFusionModel(narrow);
        Dictionary<string, Tensor> ours = model.state_dict();
        Assert.Equal(published.GetProperty("keys").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal),
            ours.Keys.Order(StringComparer.Ordinal));
        Assert.All(published.GetProperty("keys").EnumerateObject(), p => Assert.Equal(p.Value.GetArrayLength(), ours[p.Name].shape.Length));
    }

    [PublishedGoldenFact]
    public void Loss_and_every_gradient_are_those_of_the_published_code()
    {
        using var scope = NewDisposeScope();
        using GoldenFile weights = GoldenFile.Published("tiny_model"), golden = GoldenFile.Published("train_ar3_nodrop");
        using CausalFusionModel model = weights.Model(Tiny.Config);
        var draws = new TrainingDraws(
            ArSplit.FromSizes(golden.Integers(
                "split_sizes")), golden["ids_shuffle"], golden.Integers("t"), Patches.FromImages(golden["noise"], 2), new bool[3]);
        using var training = new TrainingSession(model, new TrainingOptions { BatchSize = 3 });
        Tensor loss = training.Loss(golden["x"], ClassConditions.Of(golden["y"]), draws);
        loss.backward();
        Approximately.Equal(golden["loss"], loss, 1e-5, "loss");
        golden.AssertGradients(model);
        double norm = golden.Number("grad_norm");
        Assert.Equal(norm, nn.utils.clip_grad_norm_(model.parameters(), 1e9), 1e-5 * norm);
    }

    [PublishedGoldenFact]
    public void A_guided_ten_step_sampling_loop_is_that_of_the_published_code()
    {
        using var scope = NewDisposeScope();
        using GoldenFile weights = GoldenFile.Published("tiny_model"), golden = GoldenFile.Published("p_sample_loop_T10_cfg3");
        using CausalFusionModel model = weights.Model(Tiny.Config);
        Tensor order = arange(16, dtype: ScalarType.Int64).unsqueeze(0).repeat(2, 1);
        var split = ArSplit.OneStep(16);
        Tensor image = GivenNoise.Generate(
                model, ClassConditions.Of(golden["y"]),
            new() { Split = split, Schedule = NoiseSchedule.Default.Respace(10), Guidance = new(3) },
            new GivenNoise(order, golden["z"], golden["noise_seq"], split));
        Approximately.Equal(golden["final_image"], image, 1e-5, "image");
    }
}
