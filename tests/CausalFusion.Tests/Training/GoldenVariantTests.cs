using System.Globalization;
using CausalFusion.Attention;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Training;

/// <summary>The ways to train beyond the default, against our PyTorch reference.</summary>
public sealed class GoldenVariantTests
{
    /// <summary>What is predicted, and behind "as" what the error is measured in.</summary>
    private static readonly string[] _pairs =
    [
        "velocity", "noise_as_clean", "noise_as_velocity", "clean_as_noise", "clean_as_velocity", "velocity_as_noise", "velocity_as_clean",
    ];

    public static TheoryData<string> Names =>
    [
        "per_step", "copies4", "copies2_shared", "copies2_token", "clean", "repeats", .. _pairs,
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_and_every_gradient_are_the_references(string name) => AssertGolden(name, new TrainingOptions());

    [Theory]
    [MemberData(nameof(Names))]
    public void They_are_so_with_gradient_checkpointing_too(string name) => AssertGolden(name, new TrainingOptions { GradientCheckpointing = true });

    [Theory]
    [MemberData(nameof(Names))]
    public void They_are_so_by_the_tensor_librarys_operators_too(string name) => AssertGolden(name, new TrainingOptions(), ScalarType.Float64);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_attention_layout_is_the_references_mask(string name)
    {
        using GoldenFile golden = GoldenFile.Ours("train_" + name);
        using Tensor noise = golden["noise"];
        CausalFusionConfig config = Config(name);
        AttentionLayout layout = AttentionLayout.GeneralizedCausal(
            config.ConditionTokens, ArSplit.FromSizes(golden.Integers("split_sizes")), config.TimeTokens, (int)noise.shape[1]);
        bool[] blocked = golden.Booleans("attn_mask");
        Assert.Equal(blocked.Length, layout.Queries * layout.Keys);
        for (int i = 0; i < blocked.Length; i++)
        {
            Assert.Equal(!blocked[i], layout.Sees(i / layout.Keys, i % layout.Keys));
        }
    }

    private static void AssertGolden(string name, TrainingOptions options, ScalarType type = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours("train_" + name);
        using CausalFusionModel model = golden.Model(Config(name), "weights.");
        model.to(type); // no kernel of ours takes another than float32
        Tensor noise = golden["noise"];
        int copies = (int)noise.shape[1];
        var draws = new TrainingDraws(
            ArSplit.FromSizes(golden.Integers("split_sizes")),
            golden["ids_shuffle"],
            golden.Integers("t"),
            cat([.. Enumerable.Range(0, copies).Select(copy => Patches.FromImages(noise.select(1, copy), 2))], 1),
            new bool[noise.shape[0]],
            copies);
        options = options with
        {
            ArLossWeight = double.Parse(golden.Metadata["weight"], CultureInfo.InvariantCulture),
            LossTarget = golden.Metadata.GetValueOrDefault("measured") is { } measured ? TargetOf(measured) : null,
            ArLossWeightShape = Enum.Parse<ArWeightShape>(golden.Metadata["weight_shape"], ignoreCase: true),
        };
        using var training = new TrainingSession(model, options);
        Tensor loss = training.Loss(golden["x"], ClassConditions.Of(golden["y"]), draws);
        loss.backward();

        Approximately.Equal(golden["loss"], loss, 1e-5, "loss");
        golden.AssertGradients(model);
    }

    private static CausalFusionConfig Config(string name) => new()
    {
        ImageSize = 8,
        Channels = 1,
        PatchSize = 2,
        Width = _pairs.Contains(name) ? 12 : 16,
        Layers = _pairs.Contains(name) ? 1 : 2,
        Heads = 2,
        Classes = 5,
        ClassTokens = 2,
        ClassTokenRepeats = name == "repeats" ? 3 : 1,
        LearnedPositions = true,
        TimestepConditioning = name.EndsWith("token", StringComparison.Ordinal) ? TimestepConditioning.Token : TimestepConditioning.Added,
        Target = TargetOf(name.Split('_')[0]),
    };

    private static PredictionTarget TargetOf(string name) =>
        Enum.TryParse(name, ignoreCase: true, out PredictionTarget target) ? target : PredictionTarget.Noise;
}
