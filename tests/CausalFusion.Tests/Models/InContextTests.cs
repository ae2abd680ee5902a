using CausalFusion.Attention;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.Randomness;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Models;

/// <summary>The recipe switches of Table 1: the timestep as a token or added, QK-norm on or off.</summary>
public sealed class InContextTests
{
    private static readonly CausalFusionConfig _reference = new()
    {
        ImageSize = 8,
        Channels = 2,
        PatchSize = 2,
        Width = 16,
        Layers = 2,
        Heads = 2,
        Classes = 5,
        ClassTokens = 2,
    };

    public static TheoryData<TimestepConditioning, bool> Variants => new()
    {
        { TimestepConditioning.Token, true },
        { TimestepConditioning.Token, false },
        { TimestepConditioning.Added, true },
        { TimestepConditioning.Added, false },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void Prediction_loss_and_every_gradient_are_the_references(TimestepConditioning time, bool qkNorm)
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = Golden(time, qkNorm);
        using CausalFusionModel model = golden.Model(_reference with { TimestepConditioning = time, QkNorm = qkNorm }, "model.");
        ArSplit split = ArSplit.FromSizes(golden.Integers("train.split_sizes"));
        Tensor order = golden["train.ids_shuffle"], clean = golden["train.clean_tokens"], index = order.unsqueeze(2).expand(-1, -1, clean.shape[2]);
        Tensor noised = GaussianDiffusion.AddNoise(NoiseSchedule.Default, golden["train.x"], golden["train.noise"], golden.Integers("train.t"));
        Tensor noise = Patches.FromImages(golden["train.noise"], 2).gather(1, index);
        Tensor prediction = model.Forward(new CausalFusionInput(
            clean, Patches.FromImages(noised, 2).gather(1, index), golden["train.t"], golden["train.y_input"], order, split)).Noised;
        Tensor loss = ((prediction - noise).square() * golden["train.ar_weights"].view(1, -1, 1)).mean();
        loss.backward();

        Approximately.Equal(golden["train.prediction"], prediction, 1e-5, "prediction");
        Approximately.Equal(golden["train.loss"], loss, 1e-5, "loss");
        golden.AssertGradients(model, "train.grad.");
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Cached_generation_over_AR_steps_is_the_references(TimestepConditioning time, bool qkNorm)
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = Golden(time, qkNorm);
        using CausalFusionModel model = golden.Model(_reference with { TimestepConditioning = time, QkNorm = qkNorm }, "model.");
        NoiseSchedule schedule = NoiseSchedule.Default.Respace(10);
        foreach (int steps in (int[])[1, 3])
        {
            ArSplit split = ArSplit.FromSizes(golden.Integers($"sample.s{steps}.split_sizes"));
            foreach (int guidance in (int[])[1, 2])
            {
                Tensor image = GivenNoise.Generate(
                model, ClassConditions.Of(golden["sample.y"]), new() { Split = split, Schedule = schedule, Guidance = new(guidance) },
                    new GivenNoise(golden["sample.ids_shuffle"], golden["sample.initial"], golden["sample.noise"], split));
                Approximately.Equal(golden[$"sample.s{steps}.g{guidance}.image"], image, 1e-5, $"{steps} AR steps, guidance {guidance}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Cached_inference_over_any_split_equals_the_training_time_forward(TimestepConditioning time, bool qkNorm)
    {
        var random = new RandomStream(31);
        using CausalFusionModel model = Tiny.Model(Tiny.Config with { TimestepConditioning = time, QkNorm = qkNorm });
        using var noGrad = no_grad();
        for (int trial = 0; trial < 8; trial++)
        {
            using var scope = NewDisposeScope();
            int timestep = random.Next(1000);
            CausalFusionInput input = Input(new ArSplitSampler(16, 1).Sample(random), (ulong)trial, timestep);
            ArSplit split = input.Split;
            Tensor expected = model.Forward(input).Noised;

            using ContextCaches cache = model.BeginClasses(input.Labels);
            for (int s = 0; s < split.Steps; s++)
            {
                Tensor Own(Tensor tokens) => tokens.narrow(1, split.Offsets[s], split.SizeOf(s));
                Approximately.Equal(
                    Own(expected), model.Predict(Own(input.Noised), Own(input.Order), timestep, cache), 2e-5, $"step {s} of {split}");
                model.AppendFinished(Own(input.Clean), Own(input.Order), cache);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_prediction_depends_on_the_timestep_and_on_nothing_of_other_steps_noise(TimestepConditioning time, bool qkNorm)
    {
        var random = new RandomStream(32);
        using CausalFusionModel model = Tiny.Model(Tiny.Config with { TimestepConditioning = time, QkNorm = qkNorm });
        using var noGrad = no_grad();
        for (int trial = 0; trial < 8; trial++)
        {
            using var scope = NewDisposeScope();
            CausalFusionInput input = Input(new ArSplitSampler(16, 1).Sample(random), (ulong)trial, 500);
            int step = random.Next(input.Split.Steps), start = input.Split.Offsets[step], end = input.Split.Offsets[step + 1];
            Tensor Own(CausalFusionInput given) => model.Forward(given).Noised.narrow(1, start, end - start);
            Tensor clean = input.Clean.clone(), noised = input.Noised.clone();
            clean.narrow(1, start, 16 - start).add_(3);
            noised.narrow(1, 0, start).mul_(-2);
            noised.narrow(1, end, 16 - end).add_(5);
            Tensor expected = Own(input);
            Approximately.Equal(expected, Own(input with { Clean = clean, Noised = noised }), 1e-6, $"step {step} of {input.Split}");
            Assert.True((Own(input with { Timesteps = input.Timesteps + 300 }) - expected).abs().max().item<float>() > 1e-3);
        }
    }

    [Fact]
    public void Noised_tokens_see_the_time_token_of_their_step_and_nothing_else_sees_one()
    {
        ArSplit split = ArSplit.FromSizes([2, 1, 3]);
        AttentionLayout layout = AttentionLayout.GeneralizedCausal(2, split, 1);
        int[] time = [5, 8, 10]; // after 2 condition and 3 clean tokens; the groups are 5…7, 8…9, 10…13
        Assert.Equal(14, layout.Queries);
        for (int q = 0; q < 14; q++)
        {
            int group = q < 5 ? -1 : q < 8 ? 0 : q < 10 ? 1 : 2;
            for (int s = 0; s < 3; s++)
            {
                Assert.Equal(group == s, layout.Sees(q, time[s]));
                Assert.Equal(layout.Sees(time[s] + 1, q), layout.Sees(time[s], q)); // a time token sees what its noised tokens see
            }
        }
    }

    [Fact]
    public void The_recipe_steps_of_Table_1_have_its_parameter_counts()
    {
        Assert.Equal(304_872_464, CausalFusionPresets.All["InContext-L/2"].ParameterCount);          // "305M"
        Assert.Equal(307_950_608, CausalFusionPresets.All["InContext-L/2-Added"].ParameterCount);    // "308M"
        Assert.Equal(307_956_752, CausalFusionPresets.All["InContext-L/2-Added-QkNorm"].ParameterCount);
        Assert.Equal(CausalFusionPresets.AblationL2(), CausalFusionPresets.All["InContext-L/2-Added-QkNorm"]);
        Assert.Equal(304_878_608, CausalFusionPresets.InContextL2(qkNorm: true).ParameterCount);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Names_counts_and_files_follow_the_switches(TimestepConditioning time, bool qkNorm)
    {
        using var folder = new TemporaryFolder();
        CausalFusionConfig config = Tiny.Config with { TimestepConditioning = time, QkNorm = qkNorm };
        using CausalFusionModel model = Tiny.Model(config);
        Assert.Equal(config.ParameterCount, model.parameters().Sum(p => p.numel()));
        Assert.Equal(qkNorm, model.state_dict().ContainsKey("blocks.0.attn.q_norm.weight"));
        Assert.Equal(qkNorm, model.state_dict().ContainsKey("blocks.2.attn.k_norm.bias"));

        model.Save(folder["model.safetensors"]);
        using CausalFusionModel loaded = CausalFusionModel.Load(folder["model.safetensors"]);
        Assert.Equal(config, loaded.Config);
    }

    [Fact]
    public void A_configuration_from_before_the_switches_has_them_as_published()
    {
        CausalFusionConfig config = CausalFusionConfig.FromJson(
            """{"image_size":8,"channels":3,"patch_size":2,"width":48,"layers":3,"heads":4,"classes":7,"class_tokens":3,"mlp_ratio":4,"learned_positions":true}""");
        Assert.Equal(Tiny.Config, config);
        Assert.Equal(TimestepConditioning.Added, config.TimestepConditioning);
        Assert.True(config.QkNorm);
        Assert.Contains(
            "TimestepConditioning must be one of Added, Token; found 7",
            Assert.Throws<ArgumentException>(
                () => (config with { TimestepConditioning = (TimestepConditioning)7 }).Validate()).Message, StringComparison.Ordinal);
    }

    private static GoldenFile Golden(TimestepConditioning time, bool qkNorm) =>
        GoldenFile.Ours($"in_context_{(time == TimestepConditioning.Token ? "token" : "added")}_{(qkNorm ? "qk_norm" : "plain")}");

    private static CausalFusionInput Input(ArSplit split, ulong seed, int timestep)
    {
        long[] order = new long[2 * 16];
        for (int n = 0; n < 2; n++)
        {
            long[] own = [.. Enumerable.Range(0, 16).Select(i => (long)i)];
            new RandomStream(seed, 77, (ulong)n).Shuffle<long>(own);
            own.CopyTo(order, n * 16);
        }
        return new CausalFusionInput(
            Tiny.Normal(seed, 1, 2, 16, 12), Tiny.Normal(
                seed, 2, 2, 16, 12), full([2], timestep, ScalarType.Int64), tensor([3L, 5L]), tensor(order, [2, 16]), split);
    }
}
