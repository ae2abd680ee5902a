using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Transfusion;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Text;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Models;

/// <summary>What holds of every network that reads and writes text.</summary>
public sealed class TextNetworkTests
{
    private static readonly string[] _captions = TextNetworks.Captions;

    private static readonly Vocabulary _vocabulary = TextNetworks.Vocabulary;

    public static TheoryData<string> Families => [CausalFusionConfig.FamilyName, TransfusionConfig.FamilyName];

    [Theory]
    [MemberData(nameof(Families))]
    public void The_loss_of_a_mixed_batch_is_the_mean_of_each_samples_own_as_nothing_is_filled_up(string family)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using ImageModel model = TextNetworks.Of(family);
        TrainingDraws draws = Draws(model, [true, false, true, false, true]);
        Condition[] conditions = Conditions();
        Tensor images = Tiny.Normal(5, 1, 5, 3, 8, 8);
        LossParts together = model.Loss(images, conditions, draws with { TextLossWeight = 0 });
        double imageSum = 0, textSum = 0;
        int targets = 0;
        for (int n = 0; n < 5; n++)
        {
            TrainingDraws own = draws.Slice(n, 1) with { TextLossWeight = 0 };
            LossParts alone = model.Loss(images.narrow(0, n, 1), [conditions[n]], own);
            imageSum += alone.Total.item<float>();
            int count = model.TextTargets([conditions[n]], own);
            Assert.Equal(draws.Dropped[n], alone.Text is not null);
            Assert.Equal(draws.Dropped[n], count > 0);
            targets += count;
            textSum += alone.Text is null ? 0 : count * alone.Text.item<float>();
        }
        Assert.Equal(imageSum / 5, together.Total.item<float>(), 1e-5 * imageSum);
        Assert.Equal(textSum / targets, together.Text!.item<float>(), 1e-5 * textSum / targets);
        Assert.Equal(targets, model.TextTargets(conditions, draws));
        LossParts weighed = model.Loss(images, conditions, draws with { TextLossWeight = 0.25 });
        Assert.Equal((imageSum / 5) + (0.25 * textSum / targets), weighed.Total.item<float>(), 1e-5 * imageSum);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void An_image_s_error_measured_elsewhere_is_weighed_by_its_timestep_and_the_text_s_stays(string family)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using ImageModel model = TextNetworks.Of(family);
        TrainingDraws draws = Draws(model, [true, false, true, false, true]) with { TextLossWeight = 0 };
        Condition[] conditions = Conditions();
        Tensor images = Tiny.Normal(5, 1, 5, 3, 8, 8);
        PredictionTarget target = model.Config.Target;
        foreach (PredictionTarget measured in Enum.GetValues<PredictionTarget>())
        {
            double expected = 0;
            for (int n = 0; n < 5; n++)
            {
                float own = model.Loss(images.narrow(0, n, 1), [conditions[n]], draws.Slice(n, 1)).Total.item<float>();
                expected += own * PredictionLoss.Weight(NoiseSchedule.Default, draws.Timesteps[n], target, measured) / 5;
            }
            LossParts parts = model.Loss(images, conditions, draws with { LossTarget = measured });
            Assert.Equal(1, parts.Total.item<float>() / expected, 1e-5);
            Assert.Equal(model.Loss(images, conditions, draws).Text!.item<float>(), parts.Text!.item<float>(), 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_text_tokens_logits_depend_on_no_later_token_and_no_image_on_the_text_behind_it(string family)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using ImageModel model = TextNetworks.Of(family);
        TrainingDraws draws = Draws(model, [true, true, true, true, true]) with { TextLossWeight = 0 };
        Tensor images = Tiny.Normal(5, 1, 5, 3, 8, 8);
        int[] text = [_vocabulary.BeginOfText, 5, 6, 7, 8, _vocabulary.EndOfText];
        (Tensor noised, Tensor logits) = Forward(text);
        for (int changed = 1; changed < text.Length - 1; changed++)
        {
            int[] other = [.. text];
            other[changed] = 99;
            (Tensor otherNoised, Tensor otherLogits) = Forward(other);
            Approximately.Equal(noised, otherNoised, 1e-6, $"images, token {changed} changed");
            Approximately.Equal(logits.narrow(1, 0, changed), otherLogits.narrow(1, 0, changed), 1e-6, $"logits before token {changed}");
            double moved = (logits.select(1, changed) - otherLogits.select(1, changed)).abs().max().item<float>();
            Assert.True(moved > 1e-3, $"the logits behind token {changed} do not depend on it");
        }

        (Tensor Noised, Tensor Logits) Forward(int[] tokens)
        {
            var texts = new BatchTexts([.. Enumerable.Repeat(tokens, 5)], draws.Dropped);
            Tensor patches = Patches.FromImages(images, 2);
            (Tensor image, Tensor? found) = model is TransfusionModel transfusion
                ? transfusion.Forward(patches, full([5], 300L, ScalarType.Int64), texts)
                : ((CausalFusionModel)model).Forward(new CausalFusionInput(
                    patches, patches.flip(0), full([5], 300L, ScalarType.Int64), zeros([5], ScalarType.Int64), draws.Order, draws.Split)
                {
                    Texts = texts,
                });
            return (image, found!.view(5, 5, -1));
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Greedy_captions_with_the_cache_are_those_without(string family)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using ImageModel model = TextNetworks.Of(family);
        Tensor images = Tiny.Normal(6, 1, 3, 3, 8, 8);
        IReadOnlyList<Caption> cached = new ImageCaptioner(model).Caption(images, options: new CaptionOptions { BatchSize = 2 });
        for (int n = 0; n < 3; n++)
        {
            var tokens = new List<int> { _vocabulary.BeginOfText };
            double logProbability = 0;
            while (true)
            {
                using CaptionWriter writer = model.BeginTexts(images.narrow(0, n, 1), [[.. tokens]]);
                Tensor logits = writer.Logits.clone();
                logits.narrow(1, _vocabulary.TokenCount, _vocabulary.Size - _vocabulary.TokenCount)
                    .masked_fill_(arange(_vocabulary.TokenCount, _vocabulary.Size).ne(_vocabulary.EndOfText).unsqueeze(0), float.NegativeInfinity);
                Tensor probabilities = nn.functional.log_softmax(logits, 1);
                int next = (int)probabilities.argmax(1).item<long>();
                if (next != _vocabulary.EndOfText && tokens.Count > model.Config.Text!.MaxTokens)
                {
                    Assert.False(cached[n].IsComplete);
                    break;
                }
                logProbability += probabilities[0, next].item<float>();
                if (next == _vocabulary.EndOfText)
                {
                    Assert.True(cached[n].IsComplete);
                    break;
                }
                tokens.Add(next);
            }
            Assert.Equal(new BytePairTokenizer(_vocabulary).Decode([.. tokens]), cached[n].Text);
            Assert.Equal(logProbability, cached[n].LogProbability, 1e-3);
        }
    }

    [Theory]
    [InlineData(CaptionDecoding.Greedy)]
    [InlineData(CaptionDecoding.Sampling)]
    [InlineData(CaptionDecoding.BeamSearch)]
    public void A_caption_depends_on_its_image_and_request_alone(CaptionDecoding decoding)
    {
        using var scope = NewDisposeScope();
        using ImageModel model = TextNetworks.Of(CausalFusionConfig.FamilyName);
        Tensor images = Tiny.Normal(7, 1, 6, 3, 8, 8);
        CaptionRequest[] requests = [.. Enumerable.Range(0, 6).Select(i => new CaptionRequest(i % 2 == 0 ? null : "a red", (ulong)i))];
        var captioner = new ImageCaptioner(model);
        var options = new CaptionOptions { Decoding = decoding };
        IReadOnlyList<Caption> together = captioner.Caption(images, requests, options);
        Assert.Equal(together, captioner.Caption(images, requests, options with { BatchSize = 1 }));
        Assert.Equal(together.Reverse(), captioner.Caption(images.flip(0), [.. requests.Reverse()], options with { BatchSize = 4 }));
        Assert.All(together.Where((_, i) => i % 2 == 1), caption => Assert.StartsWith("a red", caption.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_beam_search_finds_no_less_likely_captions_than_greedy_ones_and_a_beam_of_one_is_greedy()
    {
        using var scope = NewDisposeScope();
        using ImageModel model = TextNetworks.Of(CausalFusionConfig.FamilyName);
        Tensor images = Tiny.Normal(8, 1, 6, 3, 8, 8);
        var captioner = new ImageCaptioner(model);
        IReadOnlyList<Caption> greedy = captioner.Caption(images);
        var options = new CaptionOptions { Decoding = CaptionDecoding.BeamSearch, Beams = 1 };
        Assert.Equal(greedy.Select(caption => caption.Text), captioner.Caption(images, options: options).Select(caption => caption.Text));
        IReadOnlyList<Caption> beams = captioner.Caption(images, options: options with { Beams = 8 });
        Assert.True(beams.Average(Score) >= greedy.Average(Score), "a beam search found worse captions");

        static double Score(Caption caption) => caption.LogProbability / Math.Max(1, caption.Tokens);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void An_image_of_a_prompt_depends_on_its_request_alone(string family)
    {
        using var scope = NewDisposeScope();
        using ImageModel model = TextNetworks.Of(family);
        bool hasArAxis = model.Config.Capabilities.HasArAxis;
        GenerationRequest[] requests =
        [
            .. _captions.Select((caption, i) => new GenerationRequest(Condition.OfText(caption), (ulong)i)),
            new GenerationRequest(Condition.None, 77),
            new GenerationRequest(Condition.OfText(_captions[0]), 5),
        ];
        var options = new GenerationOptions
        {
            ArSteps = hasArAxis ? 3 : 1,
            DiffusionSteps = 4,
            GuidanceScale = 2,
            GuidanceInterval = GuidanceInterval.Timesteps(0, 600),
            Negative = Condition.OfText("green"),
        };
        var generator = new ImageGenerator(model);
        Tensor together = generator.Generate(requests, options);
        Assert.True(together.equal(generator.Generate(requests, options with { BatchSize = 2 })).all().item<bool>(), "batches of 2");
        Assert.True(together.equal(generator.Generate([.. requests.Reverse()], options).flip(0)).all().item<bool>(), "reversed");
        Tensor other = generator.Generate(requests, options with { Negative = Condition.None });
        Assert.False(together.equal(other).all().item<bool>(), "the negative prompt changes nothing");
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void An_image_depends_on_the_texts_and_images_of_its_context_and_not_on_other_requests(string family)
    {
        using var scope = NewDisposeScope();
        using ImageModel model = TextNetworks.Of(family);
        Tensor images = Tiny.Normal(7, 1, 2, 3, 8, 8);
        GenerationRequest plain = new(Condition.OfText("a red square"), 4);
        GenerationRequest[] requests =
        [
            plain with { Context = [ContextPart.OfText("green"), ContextPart.OfImage(images[0])] },
            plain with { Context = [ContextPart.OfText("green"), ContextPart.OfImage(images[1])] },
            plain with { Context = [ContextPart.OfText("a red circle"), ContextPart.OfImage(images[0])] },
            plain,
        ];
        var options = new GenerationOptions { DiffusionSteps = 3, GuidanceScale = 2 };
        var generator = new ImageGenerator(model);
        Tensor together = generator.Generate(requests, options);
        for (int i = 0; i < requests.Length; i++)
        {
            Assert.True(together[i].equal(generator.Generate([requests[i]], options)[0]).all().item<bool>(), $"request {i} alone");
            Assert.All(Enumerable.Range(0, i), other => Assert.False(together[i].equal(together[other]).all().item<bool>()));
        }
        Assert.Contains(
            "request 0: expected an image of 8×8×3",
            Assert.Throws<ArgumentException>(() => generator.Generate([plain with { Context = [ContextPart.OfImage([1, 2])] }], options)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_a_networks_text_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using ImageModel model = TextNetworks.Of(CausalFusionConfig.FamilyName);
        using CausalFusionModel classes = Tiny.Model();
        Assert.Contains("request 1: expected a prompt, as the network reads text, found class 3", Refused(model, 3), StringComparison.Ordinal);
        Assert.Contains(
            "request 1: expected a class from 0 to 6, as the network reads no text, found 'a'", Refused(classes, Condition.OfText("a")),
            StringComparison.Ordinal);
        string tooLong = Refused(model, Condition.OfText(string.Join(' ', Enumerable.Repeat("circle", 40))));
        Assert.Contains("request 1: ", tooLong, StringComparison.Ordinal);
        Assert.Contains("at most 24 tokens", tooLong, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter 'prompt')", tooLong, StringComparison.Ordinal);
        Assert.Contains("half a surrogate pair", Refused(model, Condition.OfText("a \ud800")), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Condition.OfText(" "));
        Assert.Contains("takes classes", Assert.Throws<ArgumentException>(() => new ImageCaptioner(classes)).Message, StringComparison.Ordinal);

        Vocabulary other = VocabularyTrainer.Train(_captions, new VocabularyTrainingOptions { Size = 262 });
        Assert.Contains(
            $"as the network's text has {_vocabulary.Size} tokens, found one of {other.Size}",
            Assert.Throws<ArgumentException>(() => model.Info = model.Info with { Vocabulary = other }).Message, StringComparison.Ordinal);
        Assert.Contains(
            "reads no text", Assert.Throws<ArgumentException>(() => classes.Info = classes.Info with { Vocabulary = other }).Message,
            StringComparison.Ordinal);

        static string Refused(ImageModel model, Condition condition) => Assert.Throws<ArgumentException>(() => new ImageGenerator(model).Generate(
            [new GenerationRequest(Condition.None, 1), new GenerationRequest(condition, 2)], new GenerationOptions { DiffusionSteps = 1 })).Message;
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_text_network_is_saved_with_its_vocabulary_and_writes_the_same(string family)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using ImageModel model = TextNetworks.Of(family);
        model.Save(folder["model"]);
        using ImageModel loaded = ModelFamilies.Load(folder["model"]);
        Assert.Equal(model.Config, loaded.Config);
        Assert.Equal(_vocabulary, loaded.Info.Vocabulary);
        Tensor images = Tiny.Normal(9, 1, 2, 3, 8, 8);
        Assert.Equal(new ImageCaptioner(model).Caption(images), new ImageCaptioner(loaded).Caption(images));
        Assert.Equal(model.Config.ParameterCount, model.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void Accumulated_gradients_of_a_mixed_batch_are_those_of_one_pass()
    {
        using var scope = NewDisposeScope();
        Tensor images = Tiny.Normal(5, 1, 8, 3, 8, 8);
        Condition[] conditions = [.. Conditions(), .. Conditions().Take(3)];
        (double expectedLoss, double? expectedText, double expectedNorm) = Step(1);
        (double loss, double? text, double norm) = Step(4);
        Assert.Equal(expectedLoss, loss, 1e-5);
        Assert.Equal(expectedText!.Value, text!.Value, 1e-5);
        Assert.Equal(expectedNorm, norm, 1e-4 * expectedNorm);

        (double Loss, double? Text, double Norm) Step(int passes)
        {
            using ImageModel model = TextNetworks.Of(CausalFusionConfig.FamilyName);
            using var session = new TrainingSession(
                model, new TrainingOptions { BatchSize = 8, AccumulationSteps = passes, ImageFirstShare = 0.5, TextLossWeight = 0.5, Seed = 3 });
            return session.Step(0, images, conditions);
        }
    }

    private static Condition[] Conditions() => [.. _captions.Select(Condition.OfText)];

    private static TrainingDraws Draws(ImageModel model, bool[] imageFirst)
    {
        bool hasArAxis = model.Config.Capabilities.HasArAxis;
        ArSplit split = hasArAxis ? ArSplit.FromSizes([3, 8, 5]) : ArSplit.OneStep(16);
        Tensor order = stack(Enumerable.Range(0, imageFirst.Length).Select(n => (arange(16, dtype: ScalarType.Int64) * (2 * n + 1)).remainder(16)));
        return new TrainingDraws(
            split, order, [.. imageFirst.Select((_, n) => 100 + (150 * n))], Tiny.Normal(4, 4, imageFirst.Length, 16, 12), imageFirst)
        {
            LossWeights = new ArLossWeights().ForTokens(split),
        };
    }
}
