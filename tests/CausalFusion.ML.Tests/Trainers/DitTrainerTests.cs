using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.Dit;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML.Images;
using CausalFusion.ML.Tests.Data;
using CausalFusion.ML.Tests.Saving;
using CausalFusion.Models;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.ML.Tests.Trainers;

public class DitTrainerTests
{
    private readonly MLContext _ml = new(seed: 3);

    public static TheoryData<string, Action<DitTrainerOptions>> Mistakes { get; } = new()
    {
        { "PatchSize must divide ImageSize; found 3 and 8", o => o.PatchSize = 3 },
        { "Heads must divide Width; found 3 and 16", o => o.Heads = 3 },
        { "Layers must be at least 1; found 0", o => o.Layers = 0 },
        { "Channels must be 1 or 3; found 2", o => o.Channels = 2 },
        { "GuidedChannels must be at least 1, or null; found 0", o => o.Generation = o.Generation with { GuidedChannels = 0 } },
        { "NoisedCopies must be the default, 1, for a network of kind 'dit', which has no AR axis and would not follow another; found 2",
            o => o.Training = o.Training with { NoisedCopies = 2 } },
        { "Split must be the default, random:0.9, for a network of kind 'dit'",
            o => o.Training = o.Training with { Split = ArSplitPolicy.Equal(4) } },
        { "Order must be the default, random, for a network of kind 'dit'", o => o.Training = o.Training with { Order = TokenOrder.Dilated(2) } },
        { "TimestepSharing must be", o => o.Training = o.Training with { TimestepSharing = TimestepSharing.ArStep } },
        { "ArLossWeight must be the default, 2, for a network of kind 'dit'", o => o.Training = o.Training with { ArLossWeight = 7 } },
        { "LossTarget must be null or Noise for a network that learns the variance beside the noise (LearnedVariance); found Velocity",
            o => o.Training = o.Training with { LossTarget = PredictionTarget.Velocity } },
        { "Target must be Noise where LearnedVariance is true, as the variance is learned beside the noise; found Clean",
            o => o.Target = PredictionTarget.Clean },
        { "Steps must be at least 1; found 0", o => o.Training = o.Training with { Steps = 0 } },
        { "ArSteps must be 1 for a network of kind 'dit', which has no AR axis and generates all tokens of an image at once; found 2",
            o => o.Generation = o.Generation with { ArSteps = 2 } },
        { "Order must be the default, random, for a network of kind 'dit'", o => o.Generation = o.Generation with { Order = TokenOrder.Raster } },
        { "DiffusionSteps must lie in 1…1000", o => o.Generation = o.Generation with { DiffusionSteps = 1001 } },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public void A_mistake_in_the_options_is_named_when_the_trainer_is_made(string message, Action<DitTrainerOptions> mistake)
    {
        DitTrainerOptions options = Diffusions.Options();
        mistake(options);
        ArgumentException exception = Assert.ThrowsAny<ArgumentException>(() => _ml.ImageGeneration.Trainers.Dit(options));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_those_of_a_small_network_and_valid()
    {
        var options = new DitTrainerOptions();
        options.Validate();

        Assert.Equal(
            (32, 3, 4, 192, 6, 6, true), (
                options.ImageSize, options.Channels, options.PatchSize, options.Width, options.Layers, options.Heads, options.LearnedVariance));
        Assert.NotNull(_ml.ImageGeneration.Trainers.Dit());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_trains_what_DitTrainer_trains_and_draws_what_that_network_draws(bool learnsVariance)
    {
        DitTrainerOptions options = Diffusions.Options();
        options.LearnedVariance = learnsVariance;
        options.Generation = options.Generation with { GuidanceScale = 2 };
        DitConfig config = Diffusions.Config with { LearnedVariance = learnsVariance };
        using var expected = new DitModel(config, seed: 5);
        TrainingResult training;
        using (IImageDataset images = Images())
        {
            training = new Trainer(options.Training with { Seed = 5 }).Train(expected, images);
        }
        using DisposeScope scope = NewDisposeScope();
        GenerationRequest[] requests = [.. Enumerable.Range(0, 6).Select(i => new GenerationRequest(i % 3, (ulong)i))];

        using TransformerChain<ImageGenerationTransformer> model = Fit(options);

        Assert.Equal(config, model.LastTransformer.Config);
        Assert.Equal(TestPictures.Labels, model.LastTransformer.ClassNames);
        Assert.Equal((training.Steps, training.FinalLoss), (model.LastTransformer.Training!.Steps, model.LastTransformer.Training.FinalLoss));
        Assert.Equal(3, model.LastTransformer.History!.ToDataFrame().Rows.Count);
        Assert.Equal(Diffusions.Hashes(new ImageGenerator(expected).Generate(requests, options.Generation)),
            TestPictures.Hashes(model.Transform(Requests(6))));
    }

    [Fact]
    public void What_it_trained_draws_the_same_from_a_zip_in_a_new_process_and_from_its_bundle()
    {
        using var folder = new TemporaryFolder();
        IDataView train = _ml.Data.LoadFromEnumerable(TestPictures.Make(12));
        using TransformerChain<ImageGenerationTransformer> model = Pipeline(Diffusions.Options()).Fit(train);
        _ml.Model.Save(model, train.Schema, folder["model.zip"]);
        model.LastTransformer.SaveModelFile(folder["bundle"]);

        string drawn = string.Join(' ', LoadingProcess.Results(_ml, model));
        Assert.Equal([drawn, drawn], LoadingProcess.Run(folder["model.zip"]));

        ModelBundleInfo info = ModelBundle.Peek(folder["bundle"], DitConfig.FamilyName);
        Assert.Equal(TestPictures.Labels, ModelInfo.Of(info.Entries, "it").ClassNames);
        using ImageGenerationTransformer bundled =
            _ml.Transforms.GenerateImages("GeneratedImage", "Label", folder["bundle"], new() { Generation = Diffusions.Sampling }).Fit(Requests(4));
        Assert.Equal(TestPictures.Hashes(model.Transform(Requests(4))), TestPictures.Hashes(bundled.Transform(Requests(4))));
    }

    [Fact]
    public void A_training_that_is_canceled_resumes_from_its_checkpoint_to_the_same_network()
    {
        using var folder = new TemporaryFolder();
        List<string> expected = Drawn(Diffusions.Options());
        using var source = new CancellationTokenSource();
        DitTrainerOptions options = Diffusions.Options();
        options.Training = options.Training with { CheckpointPath = folder["training"] };
        options.CancellationToken = source.Token;
        options.Progress = new Immediately<TrainingProgress>(_ => source.Cancel());
        Assert.ThrowsAny<OperationCanceledException>(() => Fit(options));

        var steps = new List<int>();
        options.CancellationToken = default;
        options.Progress = new Immediately<TrainingProgress>(progress => steps.Add(progress.Step));

        Assert.Equal(expected, Drawn(options));
        Assert.Equal([2, 3], steps);
    }

    [Fact]
    public void On_latents_it_is_guided_in_three_channels_or_in_as_many_as_asked_for()
    {
        using var folder = new TemporaryFolder();
        using (var autoencoder = new KlAutoencoder(SmallAutoencoders.StableDiffusion))
        {
            autoencoder.Save(folder["autoencoder"]);
        }
        DitTrainerOptions options = Diffusions.Options();
        (options.AutoencoderFile, options.PatchSize, options.Generation) = (folder["autoencoder"], 1, options.Generation with { GuidanceScale = 5 });
        using TransformerChain<ImageGenerationTransformer> three = Fit(options);
        options.Generation = options.Generation with { GuidedChannels = 4 };
        using TransformerChain<ImageGenerationTransformer> all = Fit(options);
        using ImageGenerationTransformer again = _ml.Transforms.GenerateImages("GeneratedImage", "Label", all).Fit(Requests(3));
        using ImageGenerationTransformer asked =
            _ml.Transforms.GenerateImages("GeneratedImage", "Label", three, new() { Generation = options.Generation }).Fit(Requests(3));

        List<string> expected = TestPictures.Hashes(all.Transform(Requests(3)));

        Assert.Equal((2, 4), (all.LastTransformer.Config.ImageSize, all.LastTransformer.Config.Channels));
        Assert.NotEqual(TestPictures.Hashes(three.Transform(Requests(3))), expected);
        Assert.Equal(expected, TestPictures.Hashes(again.Transform(Requests(3))));
        Assert.Equal(expected, TestPictures.Hashes(asked.Transform(Requests(3))));
    }

    private static IImageDataset Images()
    {
        using var builder = new ImageDatasetBuilder(new ImageShape(TestPictures.Size, TestPictures.Size, 3)) { ClassCount = 3 };
        foreach ((int i, Picture picture) in TestPictures.Make(12).Index())
        {
            byte[] pixels = new byte[TestPictures.Size * TestPictures.Size * 3];
            Assert.True(ImagePixels.TryCopy(picture.Image!, 3, pixels));
            builder.Add(pixels, i % 3);
        }
        return builder.Build();
    }

    private EstimatorChain<ImageGenerationTransformer> Pipeline(DitTrainerOptions options) =>
        _ml.Transforms.Conversion.MapValueToKey("Label").Append(_ml.ImageGeneration.Trainers.Dit(options));

    private TransformerChain<ImageGenerationTransformer> Fit(DitTrainerOptions options) =>
        Pipeline(options).Fit(_ml.Data.LoadFromEnumerable(TestPictures.Make(12)));

    private IDataView Requests(int count) =>
        _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, count).Select(i => new Request { Label = TestPictures.Labels[i % 3], Seed = (ulong)i }).ToArray());

    private List<string> Drawn(DitTrainerOptions options)
    {
        using TransformerChain<ImageGenerationTransformer> model = Fit(options);
        return TestPictures.Hashes(model.Transform(Requests(3)));
    }
}
