using CausalFusion.Conditions;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Training;

/// <summary>Accumulation, checkpointing, bfloat16, the average's device, timesteps and copies: what each promises of a step.</summary>
[Collection(nameof(RunsAlone))]
public sealed class TrainingModeTests
{
    private static readonly TrainingOptions _options = new() { BatchSize = 8, WarmupSteps = 0, LearningRate = 1e-3, Seed = 5 };

    [Theory]
    [InlineData(2, 1)]
    [InlineData(8, 1)]
    [InlineData(2, 4)]
    public void Accumulated_gradients_are_those_of_the_whole_batch(int passes, int copies)
    {
        TrainingOptions whole = _options with { NoisedCopies = copies };
        (double loss, Dictionary<string, float[]> gradients) = Gradients(whole);
        (double cutLoss, Dictionary<string, float[]> cut) = Gradients(whole with { AccumulationSteps = passes });
        Assert.Equal(loss, cutLoss, 1e-6 * loss);
        AssertClose(gradients, cut, 1e-5);
    }

    [Fact]
    public void Recomputed_blocks_give_the_same_gradients_bit_for_bit()
    {
        (double loss, Dictionary<string, float[]> gradients) = Gradients(_options);
        (double recomputedLoss, Dictionary<string, float[]> recomputed) = Gradients(_options with { GradientCheckpointing = true });
        Assert.Equal(loss, recomputedLoss);
        foreach ((string name, float[] values) in gradients)
        {
            Assert.Equal(values, recomputed[name]);
        }
    }

    [Fact]
    public void In_bfloat16_the_loss_is_nearly_that_of_float32_and_the_weights_stay_float32()
    {
        (double loss, Dictionary<string, float[]> gradients) = Gradients(_options);
        (double half, Dictionary<string, float[]> halfGradients) = Gradients(_options with { Precision = ComputePrecision.BFloat16 });
        Assert.NotEqual(loss, half);
        Assert.Equal(loss, half, 0.02 * loss);
        AssertClose(gradients, halfGradients, 0.2);
    }

    [Theory]
    [InlineData(ComputePrecision.Full, false)]
    [InlineData(ComputePrecision.BFloat16, false)]
    [InlineData(ComputePrecision.BFloat16, true)]
    [InlineData(ComputePrecision.Full, true)]
    public void Steps_leave_no_tensor_behind_and_lower_the_loss(ComputePrecision precision, bool recompute)
    {
        using CausalFusionModel model = Tiny.Model();
        TrainingOptions options = _options with
        {
            Precision = precision,
            GradientCheckpointing = recompute,
            AccumulationSteps = 2,
            NoisedCopies = 2,
            EmaDevice = CPU,
        };
        using var training = new TrainingSession(model, options);
        using var scope = NewDisposeScope();
        (Tensor images, Condition[] conditions) = Batch(4);
        double first = 0, last = 0;
        long tensors = 0;
        for (int step = 0; step < 60; step++)
        {
            tensors = step == 10 ? LiveTensors.CountHeld() : tensors;
            using var stepScope = NewDisposeScope();
            TrainingDraws draws = Draws(step % 3, options);
            (double loss, _, _) = training.Step(step, images, conditions, draws);
            first = step < 3 ? first + loss : first;
            last = step >= 57 ? last + loss : last;
        }
        Assert.True(last < first, $"from {first} to {last}");
        Assert.Equal(tensors, LiveTensors.Count);
        Assert.All(model.parameters(), p => Assert.Equal(ScalarType.Float32, p.dtype));
    }

    [Fact]
    public void Copies_and_AR_steps_have_timesteps_of_their_own_and_samples_the_same_whatever_the_mode()
    {
        using var scope = NewDisposeScope();
        TrainingOptions options = _options with
        {
            BatchSize = 64,
            NoisedCopies = 4,
            TimestepSharing = TimestepSharing.ArStep,
            Split = ArSplitPolicy.Random(1),
        };
        TrainingDraws draws = Draws(1, options);
        Assert.Equal(16, draws.Images);
        Assert.Equal(4 * draws.Split.Steps, draws.TimestepsPerImage);
        Assert.True(draws.Timesteps.Distinct().Count() > draws.Timesteps.Length / 2);
        Assert.Equal(16 * 4 * Tiny.Config.Tokens, draws.TokenTimesteps().Length);

        int[] ofTokens = draws.TokenTimesteps();
        for (int image = 0; image < 16; image++)
        {
            for (int copy = 0; copy < 4; copy++)
            {
                for (int step = 0; step < draws.Split.Steps; step++)
                {
                    int token = (((image * 4) + copy) * Tiny.Config.Tokens) + draws.Split.Offsets[step];
                    Assert.Equal(draws.Timesteps[(((image * 4) + copy) * draws.Split.Steps) + step], ofTokens[token]);
                    Assert.Equal(ofTokens[token], ofTokens[token + draws.Split.SizeOf(step) - 1]);
                }
            }
        }

        TrainingDraws shared = Draws(1, options with { TimestepSharing = TimestepSharing.Sequence });
        Assert.Equal(4, shared.TimestepsPerImage);
        Assert.All(shared.TokenTimesteps().Chunk(Tiny.Config.Tokens), sequence => Assert.Single(sequence.Distinct()));
    }

    [Fact]
    public void A_copy_is_predicted_as_if_it_were_the_only_one()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using CausalFusionModel model = Tiny.Model();
        ImageModelConfig config = model.Config;
        for (int trial = 0; trial < 10; trial++)
        {
            ArSplit split = new ArSplitSampler(config.Tokens, 1).Sample(new CausalFusion.Randomness.RandomStream((ulong)trial));
            Tensor clean = Tiny.Normal(90, (ulong)trial, 2, config.Tokens, config.PatchDimension);
            Tensor noised = Tiny.Normal(91, (ulong)trial, 2, 3 * config.Tokens, config.PatchDimension);
            Tensor order = stack([randperm(config.Tokens), randperm(config.Tokens)]);
            Tensor labels = tensor(new long[] { 1, 6 });
            Tensor timesteps = tensor(Enumerable.Range(0, 2 * 3 * split.Steps).Select(i => (long)(i * 37 % 1000)).ToArray(), [2, 3 * split.Steps]);
            Tensor all = model.Forward(new CausalFusionInput(clean, noised, timesteps, labels, order, split, 3)).Noised;
            for (int copy = 0; copy < 3; copy++)
            {
                Tensor alone = model.Forward(new CausalFusionInput(
                    clean, noised.narrow(1, copy * config.Tokens, config.Tokens), timesteps.narrow(
                        1, copy * split.Steps, split.Steps), labels, order, split)).Noised;
                Approximately.Equal(alone, all.narrow(1, copy * config.Tokens, config.Tokens), 1e-5, $"copy {copy} of split {split}");
            }
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        ImageModelConfig config = model.Config;
        Tensor clean = zeros(2, config.Tokens, config.PatchDimension), labels = zeros(2, dtype: ScalarType.Int64),
            order = zeros(2, config.Tokens, dtype: ScalarType.Int64);
        ArSplit split = ArSplit.Equal(config.Tokens, 4);
        Assert.Contains("Timesteps must have the shape (2), (2, 1) or (2, 4); found (2, 3)",
            Message(new(clean, clean, zeros(2, 3), labels, order, split)), StringComparison.Ordinal);
        Assert.Contains("Noised must have the shape (2, 32, 12); found (2, 16, 12)", Message(new(clean, clean, zeros(2), labels, order, split, 2)),
            StringComparison.Ordinal);
        Assert.Contains("16 tokens; found 8", Message(new(clean, clean, zeros(2), labels, order, ArSplit.OneStep(8))), StringComparison.Ordinal);

        string Message(CausalFusionInput input) => Assert.Throws<ArgumentException>(() => model.Forward(input).Noised).Message;
    }

    [Fact]
    public void Options_that_do_not_divide_the_batch_are_refused_by_name()
    {
        Assert.Contains("NoisedCopies", Assert.Throws<ArgumentException>(() => (_options with { NoisedCopies = 3 }).Validate()).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "AccumulationSteps", Assert.Throws<ArgumentException>(
                () => (_options with { NoisedCopies = 4, AccumulationSteps = 4 }).Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("Precision", Assert.Throws<ArgumentException>(() => (_options with { Precision = (ComputePrecision)7 }).Validate()).Message,
            StringComparison.Ordinal);
    }

    private static (double Loss, Dictionary<string, float[]> Gradients) Gradients(TrainingOptions options)
    {
        using CausalFusionModel model = Tiny.Model();
        using var training = new TrainingSession(model, options with { GradientClip = double.MaxValue });
        using var scope = NewDisposeScope();
        (Tensor images, Condition[] conditions) = Batch(options.ImagesPerStep);
        (double loss, _, _) = training.Step(0, images, conditions, Draws(0, options));
        return (
            loss, model.named_parameters().Where(p => !p.name.EndsWith(
                "k_norm.bias", StringComparison.Ordinal)).ToDictionary(p => p.name, p => p.parameter.grad!.data<float>().ToArray()));
    }

    private static TrainingDraws Draws(int step, TrainingOptions options)
    {
        using CausalFusionModel model = Tiny.Model();
        using var session = new TrainingSession(model, options);
        return session.Draw(step);
    }

    private static (Tensor Images, Condition[] Conditions) Batch(int count) =>
        (Tiny.Normal(3, 4, count, 3, 8, 8), [.. Enumerable.Range(0, count).Select(i => Condition.OfClass(i % 7))]);

    private static void AssertClose(Dictionary<string, float[]> expected, Dictionary<string, float[]> actual, double tolerance)
    {
        foreach ((string name, float[] values) in expected)
        {
            double largest = values.Max(Math.Abs);
            double difference = values.Zip(actual[name], (a, b) => Math.Abs(a - b)).Max();
            Assert.True(difference <= tolerance * largest, $"{name}: off by {difference / largest:e1} of the largest.");
        }
    }
}
