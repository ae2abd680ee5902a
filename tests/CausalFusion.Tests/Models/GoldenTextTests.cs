using System.Globalization;
using CausalFusion.Blocks;
using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Transfusion;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Models;

/// <summary>Text and images in one network against our PyTorch reference, which knows neither packed batches nor caches.</summary>
[Collection(nameof(RunsAlone))]
public sealed class GoldenTextTests
{
    private static readonly CausalFusionConfig _joint = Tiny.Config with { Classes = 0, Text = new TextShape { Vocabulary = 37, MaxTokens = 7 } };

    private static readonly TransfusionConfig _transfusion = new()
    {
        ImageSize = 8,
        Channels = 2,
        PatchSize = 2,
        Width = 32,
        Layers = 2,
        Heads = 2,
        Classes = 0,
        LearnedPositions = true,
        Text = new TextShape { Vocabulary = 23, MaxTokens = 5 },
    };

    public enum Way
    {
        Stack,
        Recomputed,
        Operators,
    }

    public static TheoryData<string, Way> TrainingCases => [.. from file in new[] { "text_train", "text_train_s1", "transfusion_train" }
        from way in Enum.GetValues<Way>() select (file, way)];

    [Theory]
    [MemberData(nameof(TrainingCases))]
    public void The_losses_of_a_mixed_batch_and_every_gradient_are_the_references(string file, Way way)
    {
        BlockStack.IsOff = way == Way.Operators;
        try
        {
            using var scope = NewDisposeScope();
            using GoldenFile golden = GoldenFile.Ours(file);
            using TokenTransformer model = Model(file);
            model.GradientCheckpointing = way == Way.Recomputed;
            var texts = new BatchTexts(golden.Texts("text"), golden.Booleans("image_first"));
            LossParts loss = Loss(model, golden, texts);
            loss.Total.backward();

            Approximately.Equal(golden["loss"], loss.Total, 1e-5, "loss");
            Approximately.Equal(golden["text_loss"], loss.Text!, 1e-5, "text loss");
            golden.AssertGradients(model);
            Assert.Equal(golden.Integers("targets"), texts.Targets());
        }
        finally
        {
            BlockStack.IsOff = false;
        }
    }

    [Theory]
    [InlineData("text")]
    [InlineData("transfusion")]
    public void Cached_captioning_gives_the_references_logits_and_greedy_tokens(string family)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using GoldenFile golden = GoldenFile.Ours(family + "_caption");
        using TokenTransformer model = Model(family);
        int begin = int.Parse(golden.Metadata["begin"], CultureInfo.InvariantCulture);
        int end = int.Parse(golden.Metadata["end"], CultureInfo.InvariantCulture);
        int[] tokens = golden.Integers("tokens"), greedy = golden.Integers("greedy");
        int given = tokens.Length / 2, written = greedy.Length / 2;
        Tensor expected = golden["logits"], logProbabilities = golden["log_probabilities"];

        using (CaptionWriter writer = model.BeginTexts(golden["x"], [[tokens[0]], [tokens[given]]]))
        {
            for (int place = 0; place < given; place++)
            {
                Approximately.Equal(expected.select(1, place), writer.Logits, 1e-5, $"logits behind token {place}");
                if (place + 1 < given)
                {
                    writer.Append([tokens[place + 1], tokens[given + place + 1]]);
                }
            }
        }
        using (CaptionWriter writer = model.BeginTexts(golden["x"], [[begin], [begin]]))
        {
            bool[] ended = new bool[2];
            for (int place = 0; place < written; place++)
            {
                using var step = NewDisposeScope();
                Tensor found = nn.functional.log_softmax(writer.Logits, 1);
                (Tensor values, Tensor chosen) = found.max(1);
                for (int n = 0; n < 2; n++)
                {
                    if (!ended[n])
                    {
                        Assert.Equal(greedy[(n * written) + place], (int)chosen[n].item<long>());
                        Approximately.Equal(logProbabilities[n][place], values[n], 1e-5, $"log-probability of token {place} of {n}");
                        ended[n] = greedy[(n * written) + place] == end;
                    }
                }
                if (place + 1 < written)
                {
                    writer.Append([.. chosen.data<long>().ToArray().Select(token => (int)token)]);
                }
            }
        }
    }

    [Theory]
    [InlineData("text", "g1.", 1)]
    [InlineData("text", "g2.5.", 2.5)]
    [InlineData("transfusion", "g1.", 1)]
    [InlineData("transfusion", "g2.5.", 2.5)]
    public void Images_of_prompts_of_different_lengths_are_the_references(string family, string name, double guidance)
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours(family + "_generate");
        using TokenTransformer model = Model(family);
        IReadOnlyList<ContextSegment>[] prompts = [.. golden.Texts("prompt").Select(prompt => new[] { new ContextSegment(Text: prompt) })];
        Tensor image = Generate(model, golden, prompts, guidance);
        Approximately.Equal(golden[name + "image"], image, 2e-5, name);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("transfusion")]
    public void A_negative_prompt_stands_in_the_place_of_nothing(string family)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using GoldenFile golden = GoldenFile.Ours(family + "_generate");
        using TokenTransformer model = Model(family);
        ContextSegment[][] contexts =
            [.. golden.Texts("prompt").Concat(golden.Texts("negative")).Select(text => new[] { new ContextSegment(Text: text) })];
        GenerationPlan plan = Plan(model, golden, 2.5);
        using var denoiser = new CachedDenoiser(model, PredictionTarget.Noise, model.BeginContexts(contexts, 2), plan, model.HoldWeights());
        int count = plan.Split.SizeOf(0);
        Tensor orders = Orders(model, golden);
        DiffusionPrediction prediction = denoiser.Predict(
            golden["initial"].narrow(1, 0, count), orders.narrow(1, 0, count), plan.Schedule.Timesteps - 1, 2.5);
        Approximately.Equal(golden["negative.first_noise"].narrow(1, 0, count), prediction.Value, 1e-5, "noise");
    }

    [Theory]
    [InlineData("text")]
    [InlineData("transfusion")]
    public void An_image_behind_text_an_image_and_text_is_the_references(string family)
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours(family + "_interleaved");
        using TokenTransformer model = Model(family);
        Tensor patches = Patches.FromImages(golden["x"], model.Config.PatchSize);
        int[][] first = golden.Texts("text1"), second = golden.Texts("text2");
        IReadOnlyList<ContextSegment>[] contexts =
        [
            .. Enumerable.Range(0, 2).Select(n =>
                new[] { new ContextSegment(Text: first[n]), new ContextSegment(Image: patches[n]), new ContextSegment(Text: second[n]) }),
        ];
        Approximately.Equal(golden["image"], Generate(model, golden, contexts, 1), 2e-5, "image");
    }

    private static TokenTransformer Model(string file)
    {
        using GoldenFile weights = GoldenFile.Ours(file.Split('_')[0] + "_model");
        return file.StartsWith("text", StringComparison.Ordinal) ? weights.Model(_joint) : weights.Model(_transfusion);
    }

    private static LossParts Loss(TokenTransformer model, GoldenFile golden, BatchTexts texts)
    {
        Tensor images = golden["x"], noise = golden["noise"];
        double weight = double.Parse(golden.Metadata["text_loss_weight"], CultureInfo.InvariantCulture);
        if (model is TransfusionModel transfusion)
        {
            var oneStep = new TrainingDraws(
                ArSplit.OneStep(16), zeros(0), golden.Integers("t"), Patches.FromImages(noise, 2), [.. texts.IsImageFirst])
            {
                TextLossWeight = weight,
            };
            return transfusion.Loss(images, texts, oneStep);
        }
        int copies = (int)noise.shape[1];
        ArSplit split = ArSplit.FromSizes(golden.Integers("split_sizes"));
        var draws = new TrainingDraws(
            split, golden["ids_shuffle"], golden.Integers("t"),
            cat([.. Enumerable.Range(0, copies).Select(copy => Patches.FromImages(noise.select(1, copy), 2))], 1), [.. texts.IsImageFirst], copies)
        {
            LossWeights = new ArLossWeights().ForTokens(split),
            TextLossWeight = weight,
        };
        return ((CausalFusionModel)model).Loss(images, zeros([images.shape[0]], ScalarType.Int64), texts, draws);
    }

    private static Tensor Generate(TokenTransformer model, GoldenFile golden, IReadOnlyList<ContextSegment>[] contexts, double guidance)
    {
        GenerationPlan plan = Plan(model, golden, guidance) with { Contexts = contexts };
        return GivenNoise.Generate(
            model, [Condition.None, Condition.None], plan,
            new GivenNoise(Orders(model, golden), golden["initial"], golden["noise"], plan.Split));
    }

    private static GenerationPlan Plan(TokenTransformer model, GoldenFile golden, double guidance)
    {
        int[] steps = golden.Integers("timestep_map");
        NoiseSchedule schedule = NoiseSchedule.Default.Respace(steps.Length);
        Assert.Equal(steps, schedule.TimestepMap.ToArray());
        return new GenerationPlan
        {
            Split = golden.Contains("split_sizes") ? ArSplit.FromSizes(golden.Integers("split_sizes")) : ArSplit.OneStep(model.Config.Tokens),
            Schedule = schedule,
            Guidance = new GuidancePlan(guidance),
        };
    }

    private static Tensor Orders(TokenTransformer model, GoldenFile golden) => golden.Contains("ids_shuffle")
        ? golden["ids_shuffle"]
        : arange(model.Config.Tokens, dtype: ScalarType.Int64).unsqueeze(0).repeat(2, 1);
}
