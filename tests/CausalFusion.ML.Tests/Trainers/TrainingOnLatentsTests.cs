using CausalFusion.Autoencoders;
using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Images;
using CausalFusion.Latents;
using CausalFusion.ML.Tests.Data;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Trainers;

/// <summary>Networks that are trained on the latents of an autoencoder, a quarter as high and wide as the images.</summary>
[Collection(nameof(RunsAlone))]
public sealed class TrainingOnLatentsTests : IDisposable
{
    private const int ImageSize = 16;

    private readonly MLContext _ml = new(seed: 3);
    private readonly TemporaryFolder _folder = new(), _temporary = new();

    public TrainingOnLatentsTests()
    {
        using var autoencoder = new KlAutoencoder(SmallAutoencoders.StableDiffusion);
        autoencoder.Save(_folder["autoencoder"]);
        _ml.TempFilePath = _temporary.Path;
    }

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_network_is_the_one_that_the_cached_latents_of_the_images_train_and_draws_images(bool flip)
    {
        CausalFusionTrainerOptions options = Options();
        options.Training = options.Training with { HorizontalFlip = flip };
        using ImageGenerationTransformer model = Fit(options);
        TrainByHand((CausalFusionConfig)model.Config, options.Training with { Seed = 5 });
        using ImageGenerationTransformer byHand = _ml.Transforms
            .GenerateImages("GeneratedImage", "Label", _folder["network"],
                new() { AutoencoderFile = options.AutoencoderFile, Generation = options.Generation }).Fit(Requests());

        Assert.Equal((4, 4, 2), (model.Config.ImageSize, model.Config.Channels, model.Config.Classes));
        Assert.Equal(new ImageDataViewType(ImageSize, ImageSize), model.GetOutputSchema(Requests().Schema)["GeneratedImage"].Type);
        Assert.Equal(TestPictures.Hashes(byHand.Transform(Requests())), TestPictures.Hashes(model.Transform(Requests())));
    }

    [Fact]
    public void A_network_of_latents_predicts_the_noise_and_one_of_pixels_the_clean_values_unless_told_otherwise()
    {
        Assert.Equal(PredictionTarget.Noise, Target(Options()));
        CausalFusionTrainerOptions options = Options();
        options.Target = PredictionTarget.Clean;
        Assert.Equal(PredictionTarget.Clean, Target(options));
        options = Options();
        options.AutoencoderFile = null;
        Assert.Equal(PredictionTarget.Clean, Target(options));
        options.Target = PredictionTarget.Noise;
        Assert.Equal(PredictionTarget.Noise, Target(options));
        options.Target = PredictionTarget.Velocity;
        options.Training = options.Training with { LossTarget = PredictionTarget.Clean };
        Assert.Equal(PredictionTarget.Velocity, Target(options));

        PredictionTarget Target(CausalFusionTrainerOptions trained)
        {
            using ImageGenerationTransformer model = Fit(trained);
            return ((CausalFusionConfig)model.Config).Target;
        }
    }

    [Fact]
    public void The_autoencoder_is_saved_with_the_pipeline()
    {
        using ImageGenerationTransformer model = Fit(Options());
        using var file = new MemoryStream();
        _ml.Model.Save(model, Requests().Schema, file);
        File.Delete(_folder["autoencoder"]);

        using var loaded = (IDisposable)new MLContext().Model.Load(file, out _);

        Assert.Equal(TestPictures.Hashes(model.Transform(Requests())), TestPictures.Hashes(((ITransformer)loaded).Transform(Requests())));
    }

    [Fact]
    public void Images_of_any_size_are_brought_to_that_of_the_images()
    {
        List<string> expected = Drawn(Options());
        CausalFusionTrainerOptions options = Options();
        options.Sizing = ImageSizing.CenterCrop;
        Assert.Equal(expected, Drawn(options));
        Assert.Contains(
            "Row 0, column 'Image': expected an image of 16×16 pixels",
            Assert.Throws<InvalidDataException>(() => Fit(Options(), size: 8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_is_canceled_resumes_to_the_same_network()
    {
        List<string> expected = Drawn(Options(steps: 6));
        using var source = new CancellationTokenSource();
        CausalFusionTrainerOptions options = Options(steps: 6);
        options.Training = options.Training with { CheckpointPath = _folder["training"] };
        options.CancellationToken = source.Token;
        options.Progress = new Immediately<TrainingProgress>(progress =>
        {
            if (progress.Step == 3)
            {
                source.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Fit(options));
        options.CancellationToken = default;

        Assert.Equal(expected, Drawn(options));
    }

    [Fact]
    public void Latents_are_in_the_contexts_folder_while_they_are_trained_on_and_tensors_and_files_are_gone_afterwards()
    {
        Fit(Options()).Dispose();
        long before = LiveTensors.CountHeld();
        bool wereThere = false;
        CausalFusionTrainerOptions options = Options();
        options.Progress = new Immediately<TrainingProgress>(_ => wereThere |= HasLatents());

        Fit(options).Dispose();

        Assert.True(wereThere);
        Expect(before);
    }

    [Fact]
    public void A_failure_leaves_no_tensors_and_no_files()
    {
        Fit(Options()).Dispose();
        long before = LiveTensors.CountHeld();
        CausalFusionTrainerOptions options = Options(steps: 50);
        options.Training = options.Training with { LearningRate = 1e30 };

        Assert.Throws<TrainingDivergedException>(() => Fit(options));
        Expect(before);
        Assert.Throws<InvalidDataException>(() => Fit(Options(), size: 8));
        Expect(before);
    }

    [Fact]
    public void Cancellation_while_images_are_encoded_leaves_no_tensors_and_no_files()
    {
        Fit(Options()).Dispose();
        long before = LiveTensors.CountHeld();
        using var source = new CancellationTokenSource();
        bool wasThere = false;
        _ml.Log += (_, e) =>
        {
            if (e.Kind == ChannelMessageKind.Info && e.Message.Contains("Encoded 16 of 40 images", StringComparison.Ordinal))
            {
                wasThere = Directory.EnumerateDirectories(_temporary.Path).Any();
                source.Cancel();
            }
        };
        CausalFusionTrainerOptions options = Options();
        options.CancellationToken = source.Token;

        var exception = Assert.ThrowsAny<OperationCanceledException>(() => Fit(options, count: 40));

        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.True(wasThere);
        Expect(before);
    }

    [SmallDiskFact]
    public void A_full_disk_while_latents_are_written_leaves_no_file()
    {
        using var disk = new SmallDisk();
        _ml.TempFilePath = disk.Path;
        File.WriteAllBytes(disk["ballast"], new byte[SmallDisk.Capacity - 4096]);

        Assert.ThrowsAny<IOException>(() => Fit(Options(), count: 40));

        Assert.Equal(["ballast"], disk.FileNames);
        Assert.Empty(Directory.EnumerateDirectories(disk.Path, "causalfusion*"));
    }

    [Fact]
    public void An_autoencoder_that_does_not_fit_or_is_none_is_named_when_the_trainer_is_made()
    {
        using (var network = new CausalFusionModel(
            new CausalFusionConfig { ImageSize = 4, Channels = 4, PatchSize = 2, Width = 8, Layers = 1, Heads = 2, Classes = 2 }))
        {
            network.Save(_folder["network"]);
        }
        Refused<ArgumentException>("ImageSize must be a multiple of 4, the autoencoder's downsampling; found 18", options => options.ImageSize = 18);
        Refused<ArgumentException>("Channels must be 3, as the autoencoder's images have; found 1", options => options.Channels = 1);
        Refused<ArgumentException>("PatchSize must divide ImageSize; found 3 and 4", options => options.PatchSize = 3);
        Refused<ArgumentException>("AutoencoderFile must be null or a file's name; found an empty text", options => options.AutoencoderFile = "");
        Refused<FileNotFoundException>(_folder["none"], options => options.AutoencoderFile = _folder["none"]);
        Refused<InvalidDataException>(_folder["network"], options => options.AutoencoderFile = _folder["network"]);

        void Refused<TException>(string message, Action<CausalFusionTrainerOptions> mistake) where TException : Exception
        {
            CausalFusionTrainerOptions options = Options();
            mistake(options);
            Assert.Contains(
                message, Assert.Throws<TException>(() => _ml.ImageGeneration.Trainers.CausalFusion(options)).Message, StringComparison.Ordinal);
        }
    }

    private CausalFusionTrainerOptions Options(int steps = 3)
    {
        CausalFusionTrainerOptions options = TestPictures.Options(steps);
        options.AutoencoderFile = _folder["autoencoder"];
        options.ImageSize = ImageSize;
        options.PatchSize = 2;
        return options;
    }

    private ImageGenerationTransformer Fit(CausalFusionTrainerOptions options, int count = 12, int size = ImageSize) =>
        _ml.ImageGeneration.Trainers.CausalFusion(options).Fit(_ml.Data.LoadFromEnumerable(Rows(count, size)));

    private static Row[] Rows(int count, int size = ImageSize) =>
        [.. Enumerable.Range(0, count).Select(i => new Row { Label = i % 2, Seed = (ulong)i, Image = TestPictures.Image(i, size) })];

    private IDataView Requests() => _ml.Data.LoadFromEnumerable(Rows(4));

    private List<string> Drawn(CausalFusionTrainerOptions options)
    {
        using ImageGenerationTransformer model = Fit(options);
        return TestPictures.Hashes(model.Transform(Requests()));
    }

    /// <summary>What the trainer does, step by step.</summary>
    private void TrainByHand(CausalFusionConfig config, TrainingOptions training)
    {
        using KlAutoencoder autoencoder = KlAutoencoder.Load(_folder["autoencoder"]);
        using var builder = new ImageDatasetBuilder(new ImageShape(ImageSize, ImageSize, 3)) { ClassCount = 2 };
        foreach (Row row in Rows(12))
        {
            builder.Add(row.Image!.ToPixels(3), row.Label);
        }
        using (IImageDataset images = builder.Build())
        {
            LatentCache.Encode(images, autoencoder, _folder["latents"]);
        }
        using LatentDataset latents = LatentDataset.Open(_folder["latents"]);
        using var model = new CausalFusionModel(config, training.Seed);
        new Trainer(training).Train(model, latents);
        model.Save(_folder["network"]);
    }

    // On Unix the files have no names any more once they are open.
    private bool HasLatents() => OperatingSystem.IsLinux()
        ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Any(
            file => new FileInfo(file).LinkTarget?.StartsWith(_temporary.Path, StringComparison.Ordinal) == true)
        : Directory.EnumerateDirectories(_temporary.Path).Any();

    // Counted before finalizers free what was not disposed.
    private void Expect(long tensors)
    {
        Assert.Equal(tensors, LiveTensors.Count);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Path));
        Assert.False(HasLatents());
    }

    private sealed class Row
    {
        public int Label { get; set; }

        public ulong Seed { get; set; }

        [ImageType(ImageSize, ImageSize)] // Not that all of them are.
        public MLImage? Image { get; set; }
    }
}
