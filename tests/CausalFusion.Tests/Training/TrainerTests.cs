using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Files;
using CausalFusion.Images;
using CausalFusion.Training;

namespace CausalFusion.Tests.Training;

[Collection(nameof(RunsAlone))]
public sealed class TrainerTests : IDisposable
{
    private static readonly CausalFusionConfig _config = Tiny.Config with { Width = 32, Layers = 2 };

    private readonly string _folder = Directory.CreateTempSubdirectory("causalfusion-training-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        float[] Train(ulong seed)
        {
            using CausalFusionModel model = Trained(Options(steps: 5) with { Seed = seed });
            return Weights(model);
        }

        Assert.Equal(Train(1), Train(1));
        Assert.NotEqual(Train(1), Train(2));
    }

    [Fact]
    public void An_interrupted_and_resumed_training_gives_what_an_uninterrupted_one_does()
    {
        string checkpoint = Path.Combine(_folder, "run.safetensors");
        using CausalFusionModel whole = Trained(Options(steps: 9));

        using var cancellation = new CancellationTokenSource();
        using var interrupted = new CausalFusionModel(_config, seed: 3);
        using IImageDataset images = Tiny.Dataset();
        TrainingOptions options = Options(steps: 9) with { CheckpointPath = checkpoint };
        Assert.Throws<OperationCanceledException>(() => new Trainer(options).Train(
            interrupted, images, new Immediately<TrainingProgress>(p =>
            {
                if (p.Step == 4)
                {
                    cancellation.Cancel();
                }
            }),
            cancellation.Token));

        using var resumed = new CausalFusionModel(_config, seed: 99);
        var steps = new List<int>();
        new Trainer(options).Train(resumed, images, new Immediately<TrainingProgress>(p => steps.Add(p.Step)));
        Assert.Equal([5, 6, 7, 8, 9], steps);
        Assert.Equal(Weights(whole), Weights(resumed));
    }

    [Fact]
    public void A_training_that_is_interrupted_while_it_waits_for_images_leaves_a_checkpoint_too()
    {
        string checkpoint = Path.Combine(_folder, "run.safetensors");
        TrainingOptions options = Options(steps: 6) with { CheckpointPath = checkpoint };
        using CausalFusionModel whole = Trained(Options(steps: 6));
        using var cancellation = new CancellationTokenSource();
        using IImageDataset images = Tiny.Dataset();
        using var interrupted = new CausalFusionModel(_config, seed: 3);

        Assert.Throws<OperationCanceledException>(() => new Trainer(options).Train(
            interrupted, new SlowDataset(images, fastReads: 3 * options.BatchSize, cancellation.Cancel), cancellationToken: cancellation.Token));

        Assert.True(File.Exists(checkpoint));
        using var resumed = new CausalFusionModel(_config, seed: 99);
        new Trainer(options).Train(resumed, images);
        Assert.Equal(Weights(whole), Weights(resumed));
    }

    [Fact]
    public void A_finished_training_is_not_done_again()
    {
        TrainingOptions options = Options(steps: 3) with { CheckpointPath = Path.Combine(_folder, "run.safetensors") };
        using CausalFusionModel first = Trained(options);
        using var second = new CausalFusionModel(_config, seed: 50);
        using IImageDataset images = Tiny.Dataset();
        TrainingResult result = new Trainer(options).Train(second, images);
        Assert.Equal(3, result.Steps);
        Assert.Equal(Weights(first), Weights(second));
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused_by_what_differs()
    {
        TrainingOptions options = Options(steps: 2) with { CheckpointPath = Path.Combine(_folder, "run.safetensors") };
        Trained(options).Dispose();
        using var model = new CausalFusionModel(_config);
        using IImageDataset images = Tiny.Dataset();
        var exception = Assert.Throws<InvalidDataException>(() => new Trainer(options with { Seed = 8 }).Train(model, images));
        Assert.Contains("its seed is 1, expected 8", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_is_not_gone_on_with_by_an_error_that_is_measured_elsewhere()
    {
        TrainingOptions options = Options(steps: 2) with { CheckpointPath = Path.Combine(_folder, "run.safetensors") };
        Trained(options).Dispose();
        using var model = new CausalFusionModel(_config);
        using IImageDataset images = Tiny.Dataset();
        TrainingOptions elsewhere = options with { Steps = 3, LossTarget = PredictionTarget.Velocity };
        var exception = Assert.Throws<InvalidDataException>(() => new Trainer(elsewhere).Train(model, images));
        Assert.Contains("its loss_target is noise, expected velocity", exception.Message, StringComparison.Ordinal);

        new Trainer(options with { Steps = 3, LossTarget = PredictionTarget.Noise }).Train(model, images);
    }

    [Fact]
    public void A_checkpoint_that_does_not_say_where_the_error_was_measured_measured_it_in_what_is_predicted()
    {
        string checkpoint = Path.Combine(_folder, "run.safetensors"), silent = Path.Combine(_folder, "silent.safetensors");
        TrainingOptions options = Options(steps: 2) with { CheckpointPath = checkpoint };
        Trained(options).Dispose();
        using (var reader = new SafetensorsReader(checkpoint))
        {
            var metadata = reader.Metadata.ToDictionary();
            Assert.True(metadata.Remove("loss_target"));
            SafetensorsWriter.Save(silent, reader, metadata);
        }
        using var model = new CausalFusionModel(_config);
        using IImageDataset images = Tiny.Dataset();
        options = options with { CheckpointPath = silent, Steps = 3 };
        var exception = Assert.Throws<InvalidDataException>(
            () => new Trainer(options with { LossTarget = PredictionTarget.Clean }).Train(model, images));
        Assert.Contains("its loss_target is noise, expected clean", exception.Message, StringComparison.Ordinal);

        Assert.Equal(3, new Trainer(options).Train(model, images).Steps);
    }

    [Fact]
    public void A_checkpoint_is_not_gone_on_with_on_other_images_under_the_same_number()
    {
        TrainingOptions options = Options(steps: 2) with { CheckpointPath = Path.Combine(_folder, "run.safetensors") };
        Trained(options).Dispose();
        using var model = new CausalFusionModel(_config);
        using var builder = new ImageDatasetBuilder(new ImageShape(8, 8, 3));
        for (int i = 0; i < 42; i++)
        {
            builder.Add(new byte[8 * 8 * 3], i % 7);
        }
        using IImageDataset others = builder.Build();

        var exception = Assert.Throws<InvalidDataException>(() => new Trainer(options with { Steps = 3 }).Train(model, others));
        Assert.Contains("its dataset_fingerprint is ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_trainings_into_one_checkpoint_are_refused_and_leave_nothing_behind()
    {
        string checkpoint = Path.Combine(_folder, "run.safetensors");
        TrainingOptions options = Options(steps: 2) with { CheckpointPath = checkpoint };
        using IImageDataset images = Tiny.Dataset();
        using CausalFusionModel first = new(_config), second = new(_config);
        string? refusal = null;

        new Trainer(options).Train(first, images, new Immediately<TrainingProgress>(
            _ => refusal ??= Assert.Throws<IOException>(() => new Trainer(options).Train(second, images)).Message));

        Assert.Contains(checkpoint, refusal, StringComparison.Ordinal);
        Assert.Equal(["run.safetensors"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
        new Trainer(options with { Steps = 3 }).Train(second, images); // when the first is done, it goes on
    }

    [Theory]
    [InlineData("")]
    [InlineData("absent/run.safetensors")]
    public void A_checkpoint_that_cannot_be_written_is_refused_before_the_first_step(string name)
    {
        using IImageDataset images = Tiny.Dataset();
        using var model = new CausalFusionModel(_config);
        int steps = 0;

        Assert.ThrowsAny<IOException>(() => new Trainer(Options(steps: 2) with { CheckpointPath = Path.Combine(_folder, name) }).Train(
            model, images, new Immediately<TrainingProgress>(_ => steps++)));

        Assert.Equal(0, steps);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void A_checkpoint_whose_configuration_leaves_out_defaults_is_resumed()
    {
        string checkpoint = Path.Combine(_folder, "run.safetensors");
        TrainingOptions options = Options(steps: 2) with { CheckpointPath = checkpoint };
        Trained(options).Dispose();
        string shorter = Path.Combine(_folder, "shorter.safetensors");
        using (var reader = new SafetensorsReader(checkpoint))
        {
            var metadata = reader.Metadata.ToDictionary();
            metadata["config"] = metadata["config"].Replace(
                "\"qk_norm\":true,", "", StringComparison.Ordinal).Replace("\"target\":\"noise\",", "", StringComparison.Ordinal);
            Assert.NotEqual(reader.Metadata["config"], metadata["config"]);
            SafetensorsWriter.Save(shorter, reader, metadata);
        }
        using var model = new CausalFusionModel(_config, seed: 50);
        using IImageDataset images = Tiny.Dataset();
        var steps = new List<int>();
        new Trainer(options with { CheckpointPath = shorter, Steps = 3 }).Train(
            model, images, new Immediately<TrainingProgress>(p => steps.Add(p.Step)));
        Assert.Equal([3], steps);
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused_and_left_alone()
    {
        string checkpoint = Path.Combine(_folder, "run.safetensors");
        TrainingOptions options = Options(steps: 2) with { CheckpointPath = checkpoint };
        Trained(options).Dispose();
        byte[] bytes = File.ReadAllBytes(checkpoint);
        File.WriteAllBytes(checkpoint, bytes[..(bytes.Length / 2)]);
        using var model = new CausalFusionModel(_config);
        using IImageDataset images = Tiny.Dataset();
        Assert.Throws<InvalidDataException>(() => new Trainer(options).Train(model, images));
        Assert.Equal(bytes.Length / 2, new FileInfo(checkpoint).Length);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_training_and_keeps_the_last_good_checkpoint()
    {
        string checkpoint = Path.Combine(_folder, "run.safetensors");
        using var model = new CausalFusionModel(_config, seed: 3);
        using IImageDataset images = Tiny.Dataset();
        byte[]? lastGood = null;
        TrainingOptions options = Options(steps: 50) with
        {
            CheckpointPath = checkpoint,
            CheckpointInterval = 1,
            LearningRate = 1e25,
            WarmupSteps = 0,
        };
        var exception = Assert.Throws<TrainingDivergedException>(() => new Trainer(options).Train(
            model, images, new Immediately<TrainingProgress>(_ => lastGood = File.Exists(checkpoint) ? File.ReadAllBytes(checkpoint) : null)));
        Assert.Contains("training stopped", exception.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(checkpoint));
        using var reader = new SafetensorsReader(checkpoint);
        Assert.True(int.Parse(reader.Metadata["step"], System.Globalization.CultureInfo.InvariantCulture) >= 1);
    }

    [Fact]
    public void Training_lowers_the_loss()
    {
        using var model = new CausalFusionModel(_config, seed: 3);
        using IImageDataset images = Tiny.Dataset();
        var losses = new List<double>();
        new Trainer(Options(steps: 150) with { LearningRate = 3e-3, BatchSize = 16 })
            .Train(model, images, new Immediately<TrainingProgress>(p => losses.Add(p.Loss)));
        Assert.True(losses.TakeLast(20).Average() < 0.7 * losses.Take(10).Average(),
            $"from {losses.Take(10).Average():f3} to {losses.TakeLast(20).Average():f3}");
    }

    [Fact]
    public void A_data_set_that_does_not_fit_is_refused_by_what_differs()
    {
        using var model = new CausalFusionModel(_config with { Channels = 1 });
        using IImageDataset images = Tiny.Dataset();
        var exception = Assert.Throws<ArgumentException>(() => new Trainer(Options(1)).Train(model, images));
        Assert.Contains("8×8×1", exception.Message, StringComparison.Ordinal);
        Assert.Contains("8×8×3", exception.Message, StringComparison.Ordinal);

        using var narrow = new CausalFusionModel(_config with { Classes = 2 });
        Assert.Contains(
            "2 classes", Assert.Throws<ArgumentException>(() => new Trainer(Options(1)).Train(narrow, images)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_by_name()
    {
        Assert.Contains("BatchSize", Assert.Throws<ArgumentException>(() => new Trainer(new() { BatchSize = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "BatchesAhead", Assert.Throws<ArgumentException>(() => new Trainer(new() { BatchesAhead = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "LossTarget must be null or one of Noise, Clean, Velocity; found 7",
            Assert.Throws<ArgumentException>(() => new Trainer(new() { LossTarget = (PredictionTarget)7 })).Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate", Assert.Throws<ArgumentException>(() => new Trainer(new() { LearningRate = double.NaN })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_or_order_that_the_network_has_no_tokens_for_is_refused_before_the_first_step()
    {
        using var model = new CausalFusionModel(_config);
        using IImageDataset images = Tiny.Dataset();
        string Message(TrainingOptions options) => Assert.Throws<ArgumentException>(() => new Trainer(options).Train(model, images)).Message;
        Assert.Contains("equal:17", Message(Options(1) with { Split = ArSplitPolicy.Equal(17) }), StringComparison.Ordinal);
        Assert.Contains("16 tokens; found 3", Message(Options(1) with { Split = ArSplitPolicy.Given([1, 2]) }), StringComparison.Ordinal);
        Assert.Contains("16 tokens", Message(Options(1) with { Order = TokenOrder.Given([1, 0]) }), StringComparison.Ordinal);
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

    private static CausalFusionModel Trained(TrainingOptions options)
    {
        var model = new CausalFusionModel(_config, seed: 3);
        using IImageDataset images = Tiny.Dataset();
        new Trainer(options).Train(model, images);
        return model;
    }

    [Fact]
    public void Data_with_names_for_other_classes_leaves_a_checkpoint_that_says_none_that_do_not_fit()
    {
        using var folder = new TemporaryFolder();
        using CausalFusionModel model = Tiny.Model();
        model.Info = model.Info with { ClassNames = ["a", "b", "c", "d", "e", "f", "g"] };
        using var builder = new ImageDatasetBuilder(new ImageShape(8, 8, 3)) { ClassNames = ["ant", "bee"], ClassCount = 2 };
        for (int i = 0; i < 4; i++)
        {
            builder.Add(new byte[8 * 8 * 3], i % 2);
        }
        using IImageDataset images = builder.Build();
        var options = new TrainingOptions { Steps = 1, BatchSize = 2, CheckpointPath = folder["checkpoint"] };

        new Trainer(options).Train(model, images);

        Assert.Empty(model.Info.ClassNames);
        using CausalFusionModel loaded = CausalFusionModel.Load(folder["checkpoint"]);
        Assert.Empty(loaded.Info.ClassNames);
        new Trainer(options with { Steps = 2 }).Train(model, images); // goes on from it
    }

    private static float[] Weights(CausalFusionModel model) => [.. model.parameters().SelectMany(p => p.data<float>().ToArray())];
}
