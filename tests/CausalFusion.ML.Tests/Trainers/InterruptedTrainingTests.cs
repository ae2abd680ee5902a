using System.Globalization;
using CausalFusion.Checkpoints;
using CausalFusion.Files;
using CausalFusion.ML.Tests.Data;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.ML.Tests.Trainers;

public class InterruptedTrainingTests
{
    private readonly MLContext _ml = new(seed: 3);

    [Fact]
    public void A_training_that_is_canceled_resumes_from_its_checkpoint_to_the_same_network()
    {
        using var folder = new TemporaryFolder();
        List<string> expected = Drawn(Fit(TestPictures.Options(steps: 8)));
        using var source = new CancellationTokenSource();
        CausalFusionTrainerOptions options = WithCheckpoint(TestPictures.Options(steps: 8), folder["training"]);
        options.CancellationToken = source.Token;
        options.Progress = new Immediately<TrainingProgress>(progress =>
        {
            if (progress.Step == 3)
            {
                source.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Fit(options));
        Assert.Equal(["training"], folder.FileNames);

        var steps = new List<int>();
        options.CancellationToken = default;
        options.Progress = new Immediately<TrainingProgress>(progress => steps.Add(progress.Step));

        Assert.Equal(expected, Drawn(Fit(options)));
        Assert.Equal([4, 5, 6, 7, 8], steps);
    }

    [Fact]
    public void Cancellation_also_stops_the_reading_of_data()
    {
        CausalFusionTrainerOptions options = TestPictures.Options();
        options.CancellationToken = new CancellationToken(canceled: true);
        var exception = Assert.ThrowsAny<OperationCanceledException>(() => Fit(options));
        Assert.Equal(options.CancellationToken, exception.CancellationToken);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_training_with_the_last_good_checkpoint_intact()
    {
        using var folder = new TemporaryFolder();
        Fit(WithCheckpoint(TestPictures.Options(steps: 2), folder["training"])).Dispose();
        byte[] good = File.ReadAllBytes(folder["training"]);
        CausalFusionTrainerOptions options = WithCheckpoint(TestPictures.Options(steps: 50), folder["training"]);
        options.Training = options.Training with { LearningRate = 1e30, CheckpointInterval = 1_000 };

        TrainingDivergedException exception = Assert.Throws<TrainingDivergedException>(() => Fit(options));

        Assert.Equal(good, File.ReadAllBytes(folder["training"]));
        Assert.NotEmpty(exception.Message);
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused()
    {
        using var folder = new TemporaryFolder();
        Fit(WithCheckpoint(TestPictures.Options(steps: 2), folder["training"])).Dispose();
        CausalFusionTrainerOptions options = WithCheckpoint(TestPictures.Options(steps: 4), folder["training"]);
        options.Seed = 6;

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => Fit(options));

        Assert.Contains("its seed is 5, expected 6", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Data_that_numbers_its_classes_otherwise_is_refused(bool areKeys)
    {
        using var folder = new TemporaryFolder();
        List<Picture> rows = TestPictures.Make(12);
        Fit(rows, steps: 2).Dispose();
        rows.Reverse(); // blue comes first now, and would be the class that red was

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => Fit(rows, steps: 4));

        Assert.Contains("""its class_names is ["red","green","blue"], expected ["blue","green","red"]""", exception.Message,
            StringComparison.Ordinal);

        IDisposable Fit(List<Picture> rows, int steps)
        {
            var ml = new MLContext();
            var trainer = ml.ImageGeneration.Trainers.CausalFusion(WithCheckpoint(TestPictures.Options(steps), folder["training"]));
            IDataView data = ml.Data.LoadFromEnumerable(rows);
            return areKeys ? ml.Transforms.Conversion.MapValueToKey("Label").Append(trainer).Fit(data) : trainer.Fit(data);
        }
    }

    [Fact]
    public void A_checkpoint_that_does_not_name_the_classes_is_resumed_from()
    {
        using var folder = new TemporaryFolder();
        Fit(WithCheckpoint(TestPictures.Options(steps: 2), folder["training"])).Dispose();
        using (DisposeScope scope = NewDisposeScope())
        using (var reader = new SafetensorsReader(folder["training"]))
        {
            SafetensorsWriter.Save(
                folder["nameless"], reader.Entries.Keys.Select(name => (name, reader.Read(name))),
                reader.Metadata.Where(entry => entry.Key != ModelBundleInfo.ClassNamesEntry).ToDictionary());
        }

        using var resumed = Fit(WithCheckpoint(TestPictures.Options(steps: 4), folder["nameless"]));

        Assert.Equal(
            [3, 4], resumed.LastTransformer.History!.ToDataFrame()["Step"].Cast<object>().Select(
                step => Convert.ToInt32(step, CultureInfo.InvariantCulture)));
    }

    [SmallDiskFact]
    public void A_full_disk_at_a_checkpoint_leaves_the_one_before_it_intact()
    {
        using var disk = new SmallDisk();
        byte[] old = [1, 2, 3];
        File.WriteAllBytes(disk["training"], old);
        CausalFusionTrainerOptions options = WithCheckpoint(TestPictures.Options(), disk["training"]);
        options.Training = options.Training with { Resume = false };

        Assert.ThrowsAny<IOException>(() => Fit(options));

        Assert.Equal(old, File.ReadAllBytes(disk["training"]));
        Assert.Equal(["training"], disk.FileNames);
    }

    [SmallDiskFact]
    public void A_full_disk_while_a_network_is_saved_leaves_the_older_file_intact()
    {
        using var disk = new SmallDisk();
        byte[] old = [1, 2, 3];
        File.WriteAllBytes(disk["network"], old);
        File.WriteAllBytes(disk["ballast"], new byte[SmallDisk.Capacity / 2]);
        using TransformerChain<ImageGenerationTransformer> model = Fit(TestPictures.Options());

        Assert.ThrowsAny<IOException>(() => model.LastTransformer.SaveModelFile(disk["network"]));

        Assert.Equal(old, File.ReadAllBytes(disk["network"]));
        Assert.Equal(["ballast", "network"], disk.FileNames);
    }

    [SmallDiskFact]
    public void A_full_disk_while_data_is_spilled_stops_training_and_leaves_no_file()
    {
        using var disk = new SmallDisk();
        _ml.TempFilePath = disk.Path;
        CausalFusionTrainerOptions options = TestPictures.Options();
        options.DatasetMemoryLimit = 0;

        Assert.ThrowsAny<IOException>(() => TestPictures.Pipeline(_ml, options).Fit(_ml.Data.LoadFromEnumerable(TestPictures.Make(600))));

        Assert.Empty(disk.FileNames);
    }

    private TransformerChain<ImageGenerationTransformer> Fit(CausalFusionTrainerOptions options) =>
        TestPictures.Pipeline(_ml, options).Fit(_ml.Data.LoadFromEnumerable(TestPictures.Make(12)));

    private List<string> Drawn(TransformerChain<ImageGenerationTransformer> model)
    {
        using (model)
        {
            return TestPictures.Hashes(model.Transform(_ml.Data.LoadFromEnumerable([new Request { Label = "red", Seed = 1 }])));
        }
    }

    private static CausalFusionTrainerOptions WithCheckpoint(CausalFusionTrainerOptions options, string path)
    {
        options.Training = options.Training with { CheckpointPath = path };
        return options;
    }
}
