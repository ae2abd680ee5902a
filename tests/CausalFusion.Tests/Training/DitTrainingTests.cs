using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using CausalFusion.Models;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Training;

[Collection(nameof(RunsAlone))]
public sealed class DitTrainingTests : IDisposable
{
    private static readonly DitConfig _config = new() { ImageSize = 8, Channels = 3, PatchSize = 2, Width = 32, Layers = 2, Heads = 4, Classes = 7 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_loss_and_every_gradient_of_a_batch_are_the_references()
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours("dit");
        var config = new DitConfig { ImageSize = 8, Channels = 4, PatchSize = 2, Width = 16, Layers = 2, Heads = 2, Classes = 5 };
        using DitModel model = golden.Model(config, "model.");
        using var training = new TrainingSession(model, Options(1));
        Tensor labels = golden["train.y"];
        bool[] dropped = [.. labels.data<long>().Select(y => y == config.NullClass)];
        Assert.Contains(true, dropped);
        var draws = new TrainingDraws(ArSplit.OneStep(16), zeros([5, 16], dtype: ScalarType.Int64), golden.Integers("train.t"),
            Patches.FromImages(golden["train.noise"], 2), dropped);
        Tensor loss = training.Loss(golden["train.x"], ClassConditions.Of(labels.remainder(config.Classes)), draws);
        loss.backward();
        Approximately.Equal(golden["train.loss"].mean(), loss, 1e-5, "loss");
        golden.AssertGradients(model, "train.grad.");
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights()
    {
        float[] Train(TrainingOptions options)
        {
            using DitModel model = Trained(options);
            return Weights(model);
        }

        float[] expected = Train(Options(4));
        Assert.Equal(expected, Train(Options(4) with { Split = ArSplitPolicy.Equal(1) }));
        Assert.NotEqual(expected, Train(Options(4) with { Seed = 2 }));
    }

    [Fact]
    public void Options_of_the_AR_axis_are_refused_by_name()
    {
        Assert.StartsWith("Split must be", Message(Options(4) with { Split = ArSplitPolicy.Given([100]) }), StringComparison.Ordinal);
        Assert.StartsWith("Order must be", Message(Options(4) with { Order = TokenOrder.Given([1, 0]) }), StringComparison.Ordinal);
        Assert.StartsWith("TimestepSharing must be", Message(Options(4) with { TimestepSharing = TimestepSharing.ArStep }), StringComparison.Ordinal);
        Assert.StartsWith("ArLossWeight must be", Message(Options(4) with { ArLossWeight = 5 }), StringComparison.Ordinal);
        Assert.StartsWith(
            "ArLossWeightShape must be", Message(Options(4) with { ArLossWeightShape = ArWeightShape.Cosine }), StringComparison.Ordinal);
        Assert.StartsWith("NoisedCopies must be", Message(Options(4) with { NoisedCopies = 2 }), StringComparison.Ordinal);

        static string Message(TrainingOptions options) => Assert.Throws<ArgumentException>(() => Trained(options)).Message;
    }

    [Fact]
    public void A_learned_variance_goes_with_the_noise_alone()
    {
        Assert.Equal(
            "LossTarget must be null or Noise for a network that learns the variance beside the noise (LearnedVariance); found Velocity.",
            Assert.Throws<ArgumentException>(() => Trained(Options(4) with { LossTarget = PredictionTarget.Velocity })).Message);
        Assert.Equal(
            "Target must be Noise where LearnedVariance is true, as the variance is learned beside the noise; found Clean.",
            Assert.Throws<ArgumentException>(() => new DitModel(_config with { Target = PredictionTarget.Clean })).Message);
        Trained(Options(1) with { LossTarget = PredictionTarget.Noise }).Dispose();
    }

    [Theory]
    [InlineData(PredictionTarget.Noise)]
    [InlineData(PredictionTarget.Clean)]
    [InlineData(PredictionTarget.Velocity)]
    public void Without_it_each_target_is_learned_by_an_error_measured_in_any_and_sampled_as_what_it_is(PredictionTarget target)
    {
        DitConfig config = _config with { LearnedVariance = false, Target = target };
        using IImageDataset images = Tiny.Dataset();
        foreach (PredictionTarget measured in Enum.GetValues<PredictionTarget>())
        {
            using var scope = NewDisposeScope();
            using var model = new DitModel(config, seed: 3);
            var losses = new List<double>();
            TrainingOptions options = Options(1) with { LossTarget = measured };
            new Trainer(options).Train(model, images, new Immediately<TrainingProgress>(p => losses.Add(p.Loss)));

            // The output begins as zero, so that the first error is the truth itself.
            using var fresh = new DitModel(config, seed: 3);
            using var session = new TrainingSession(fresh, options);
            using ImageBatchLoader loader = session.Load(images, 0);
            using ImageBatch batch = loader.Next(default);
            TrainingDraws draws = session.Draw(0);
            Tensor noise = Patches.ToImages(draws.Noise, config.PatchSize, config.Grid);
            double sum = 0;
            for (int n = 0; n < draws.Images; n++)
            {
                double alpha = NoiseSchedule.Default.SignalScale(draws.Timesteps[n]), sigma = NoiseSchedule.Default.NoiseScale(draws.Timesteps[n]);
                Tensor truth = target switch
                {
                    PredictionTarget.Noise => noise[n],
                    PredictionTarget.Clean => batch.Images[n],
                    _ => (noise[n] * alpha) - (batch.Images[n] * sigma),
                };
                sum += truth.square().mean().item<float>() * PredictionLoss.Weight(NoiseSchedule.Default, draws.Timesteps[n], target, measured);
            }
            Assert.Equal(1, losses[0] / (sum / draws.Images), 1e-4);

            using Denoiser denoiser = model.Begin([1, 2], new GenerationPlan { Split = ArSplit.OneStep(16), Schedule = NoiseSchedule.Default });
            Tensor positions = arange(16, dtype: ScalarType.Int64).expand(2, -1);
            Assert.Equal(target, denoiser.Predict(Tiny.Normal(1, 1, 2, 16, 12), positions, 500, 1).Target);
        }
    }

    [Fact]
    public void An_interrupted_and_resumed_training_gives_what_an_uninterrupted_one_does()
    {
        using DitModel whole = Trained(Options(7));
        using var cancellation = new CancellationTokenSource();
        using var interrupted = new DitModel(_config, seed: 3);
        using IImageDataset images = Tiny.Dataset();
        TrainingOptions options = Options(7) with { CheckpointPath = _folder["run"] };
        Assert.Throws<OperationCanceledException>(() => new Trainer(options).Train(
            interrupted, images, new Immediately<TrainingProgress>(p =>
            {
                if (p.Step == 3)
                {
                    cancellation.Cancel();
                }
            }),
            cancellation.Token));

        using var resumed = new DitModel(_config, seed: 99);
        var steps = new List<int>();
        new Trainer(options).Train(resumed, images, new Immediately<TrainingProgress>(p => steps.Add(p.Step)));
        Assert.Equal([4, 5, 6, 7], steps);
        Assert.Equal(Weights(whole), Weights(resumed));

        using var another = new CausalFusionModel(Tiny.Config);
        var exception = Assert.Throws<InvalidDataException>(() => new Trainer(options).Train(another, images));
        Assert.Contains("its kind is dit, expected causalfusion", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, false, 1e-5)]
    [InlineData(1, true, 1e-6)]
    [InlineData(2, true, 1e-5)]
    public void Parts_of_a_batch_and_blocks_computed_again_give_the_gradients_of_the_whole(int parts, bool recompute, double tolerance)
    {
        using var scope = NewDisposeScope();
        Tensor images = Tiny.Normal(3, 4, 4, 3, 8, 8) * 0.5;
        Dictionary<string, Tensor> Gradients(TrainingOptions options)
        {
            using DitModel model = Random();
            using var training = new TrainingSession(model, options with { GradientClip = 1e9 });
            training.Step(0, images, [0, 1, 2, 6], training.Draw(0));
            return model.named_parameters().Where(p => p.parameter.requires_grad).ToDictionary(p => p.name, p => p.parameter.grad!.clone());
        }

        TrainingOptions whole = Options(1) with { Split = ArSplitPolicy.Equal(1), Order = TokenOrder.Raster };
        Dictionary<string, Tensor> expected = Gradients(whole),
            actual = Gradients(whole with { AccumulationSteps = parts, GradientCheckpointing = recompute });
        Assert.All(expected, item => Approximately.Equal(item.Value, actual[item.Key], tolerance, item.Key));
    }

    [Theory]
    [InlineData(ComputePrecision.Full)]
    [InlineData(ComputePrecision.BFloat16)]
    public void Training_lowers_the_loss_and_leaves_no_tensor_behind(ComputePrecision precision)
    {
        using var model = new DitModel(_config, seed: 3);
        using IImageDataset images = Tiny.Dataset();
        var losses = new List<double>();
        long tensors = 0;
        new Trainer(Options(120) with { LearningRate = 3e-3, BatchSize = 16, Precision = precision }).Train(
            model, images, new Immediately<TrainingProgress>(p =>
        {
            losses.Add(p.Loss);
            tensors = p.Step == 20 ? LiveTensors.CountHeld() : tensors;
            if (p.Step == 120)
            {
                Assert.Equal(tensors, LiveTensors.Count);
            }
        }));
        Assert.True(losses.TakeLast(20).Average() < 0.8 * losses.Take(10).Average(),
            $"from {losses.Take(10).Average():f3} to {losses.TakeLast(20).Average():f3}");
        Assert.False(model.training);
    }

    [Fact]
    public void What_DiT_cannot_be_trained_with_is_named()
    {
        Assert.Contains(
            "BatchSize", Assert.Throws<ArgumentException>(() => new Trainer(Options(1) with { BatchSize = 0 })).Message, StringComparison.Ordinal);
        using var model = new DitModel(_config with { Channels = 4 });
        using IImageDataset images = Tiny.Dataset();
        Assert.Contains(
            "8×8×4", Assert.Throws<ArgumentException>(() => new Trainer(Options(1)).Train(model, images)).Message, StringComparison.Ordinal);
    }

    private static TrainingOptions Options(int steps) => new()
    {
        Steps = steps,
        BatchSize = 4,
        WarmupSteps = 2,
        LearningRate = 1e-3,
        Seed = 1,
        CheckpointInterval = 1000,
    };

    /// <summary>A network in which no weight is zero, so that every part has gradients.</summary>
    private static DitModel Random()
    {
        var model = new DitModel(_config);
        using var noGrad = no_grad();
        ulong index = 0;
        foreach (TorchSharp.Modules.Parameter parameter in model.parameters().Where(p => p.requires_grad))
        {
            using Tensor values = Tiny.Normal(7, index++, parameter.shape);
            parameter.copy_(values.mul_(0.15));
        }
        return model;
    }

    private static DitModel Trained(TrainingOptions options)
    {
        var model = new DitModel(_config, seed: 3);
        using IImageDataset images = Tiny.Dataset();
        new Trainer(options).Train(model, images);
        return model;
    }

    private static float[] Weights(DitModel model) => [.. model.parameters().SelectMany(p => p.data<float>().ToArray())];
}
