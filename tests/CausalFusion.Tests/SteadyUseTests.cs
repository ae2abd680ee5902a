using CausalFusion.Data;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Tests.Models;
using CausalFusion.Training;

namespace CausalFusion.Tests;

/// <summary>Training and sampling for long: the process holds at the end what it held when it had warmed up.</summary>
[Collection(nameof(RunsAlone))]
public sealed class SteadyUseTests
{
    private static readonly CausalFusionConfig _config = Tiny.Config with { Width = 16, Layers = 1, Heads = 2 };
    private static readonly DitConfig _dit = new() { ImageSize = 8, Channels = 3, PatchSize = 2, Width = 16, Layers = 1, Heads = 2, Classes = 7 };
    private static readonly GenerationRequest[] _requests = [new(0, 1), new(1, 2)];

    private static readonly TrainingOptions _training = new()
    {
        Steps = SteadyUse.Most, BatchSize = 4, WarmupSteps = 2, LearningRate = 1e-3, Seed = 1,
    };

    private readonly SteadyUse _use = new();

    [Theory]
    [InlineData(ComputePrecision.Full, false)]
    [InlineData(ComputePrecision.BFloat16, true)]
    public void A_thousand_training_steps_leave_tensors_and_memory_as_they_were(ComputePrecision precision, bool recompute)
    {
        using var model = new CausalFusionModel(_config, seed: 3);
        using IImageDataset images = Tiny.Dataset();
        var trainer = new Trainer(_training with { Precision = precision, GradientCheckpointing = recompute });
        AssertSteady((progress, enough) => trainer.Train(model, images, progress, enough));
    }

    [Fact]
    public void A_thousand_training_steps_of_text_and_images_leave_tensors_and_memory_as_they_were()
    {
        using var model = new CausalFusionModel(
            _config with { Classes = 0, Text = new TextShape { Vocabulary = TextNetworks.Vocabulary.Size, MaxTokens = 24 } }, seed: 3);
        model.Info = new ModelInfo { Vocabulary = TextNetworks.Vocabulary };
        using var images = new CaptionTrainingDataset(new TinyCaptions());
        var trainer = new Trainer(_training with { ImageFirstShare = 0.5 });
        AssertSteady((progress, enough) => trainer.Train(model, images, progress, enough));
    }

    [Fact]
    public void A_thousand_samplings_leave_tensors_and_memory_as_they_were()
    {
        using var model = new CausalFusionModel(_config, seed: 3);
        AssertSteady(new ImageGenerator(model), new GenerationOptions { DiffusionSteps = 1, ArSteps = 2, GuidanceScale = 1.5 });
    }

    [Fact]
    public void A_thousand_samplings_of_DiT_leave_tensors_and_memory_as_they_were()
    {
        using var model = new DitModel(_dit, seed: 3);
        AssertSteady(new ImageGenerator(model), new GenerationOptions { DiffusionSteps = 2, GuidanceScale = 1.5 });
    }

    private void AssertSteady(Action<IProgress<TrainingProgress>, CancellationToken> train)
    {
        using var enough = new CancellationTokenSource();
        try
        {
            train(new Immediately<TrainingProgress>(Watch), enough.Token);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The rest would show nothing new.
        }
        _use.AssertSteady();

        void Watch(TrainingProgress progress)
        {
            if (_use.After(progress.Step))
            {
                enough.Cancel();
            }
        }
    }

    private void AssertSteady(ImageGenerator generator, GenerationOptions options)
    {
        int use = 0;
        do
        {
            generator.Generate(_requests, options).Dispose();
        }
        while (!_use.After(++use) && use < SteadyUse.Most);
        _use.AssertSteady();
    }
}
