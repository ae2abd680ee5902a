using CausalFusion.Families.CausalFusion;
using CausalFusion.ML.Tests.Data;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Trainers;

public class ImageGenerationTrainerTests
{
    private readonly MLContext _ml = new(seed: 3);

    [Fact]
    public void The_network_has_the_shape_asked_for_and_a_class_for_every_label()
    {
        using TransformerChain<ImageGenerationTransformer> model = Fit(TestPictures.Options());

        var config = Assert.IsType<CausalFusionConfig>(model.LastTransformer.Config);
        Assert.Equal(
            (8, 4, 16, 3, 2, 2, 3), (
                config.ImageSize, config.PatchSize, config.Width, config.Layers, config.Heads, config.ClassTokens, config.Classes));
        Assert.Equal(TestPictures.Labels, model.LastTransformer.ClassNames);
        Assert.Equal(3, model.LastTransformer.Training!.Steps);
    }

    [Fact]
    public void The_same_seed_and_data_train_the_same_network()
    {
        Assert.Equal(DrawnAfter(TestPictures.Options(), seed: 1), DrawnAfter(TestPictures.Options(), seed: 2));
    }

    [Fact]
    public void Data_that_does_not_fit_the_memory_limit_trains_the_same_network()
    {
        CausalFusionTrainerOptions options = TestPictures.Options();
        options.DatasetMemoryLimit = 0;
        Assert.Equal(DrawnAfter(TestPictures.Options(), seed: 1), DrawnAfter(options, seed: 1));
    }

    [Fact]
    public void Spilled_data_goes_to_the_contexts_folder_and_is_gone_afterwards()
    {
        using var folder = new TemporaryFolder();
        _ml.TempFilePath = folder.Path;
        CausalFusionTrainerOptions options = TestPictures.Options();
        options.DatasetMemoryLimit = 0;
        bool isThere = false;
        options.Progress = new Immediately<TrainingProgress>(_ => isThere |= HasOpenFile(folder.Path));

        Fit(options).Dispose();

        Assert.True(isThere);
        Assert.False(HasOpenFile(folder.Path));
        Assert.Empty(folder.FileNames);

        // On Linux a spilled file has no name from the start, but the process has it open.
        static bool HasOpenFile(string folder) => OperatingSystem.IsLinux()
            ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Any(
                file => new FileInfo(file).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true)
            : Directory.EnumerateFiles(folder).Any();
    }

    [Fact]
    public void Gray_pictures_train_a_network_of_one_channel()
    {
        CausalFusionTrainerOptions options = TestPictures.Options();
        options.Channels = 1;
        List<Picture> pictures = [.. Enumerable.Range(0, 6).Select(i => new Picture { Label = "gray", Image = TestPictures.Image(i, isGray: true) })];
        using TransformerChain<ImageGenerationTransformer> model = TestPictures.Pipeline(_ml, options).Fit(_ml.Data.LoadFromEnumerable(pictures));

        MLImage? image = _ml.Data.CreateEnumerable<Drawn>(
            model.Transform(_ml.Data.LoadFromEnumerable([new Wish { Label = "gray" }])), reuseRowObject: false).Single().GeneratedImage;

        Assert.Equal(1, model.LastTransformer.Config.Channels);
        Assert.All(image!.GetBGRPixels.Chunk(3), pixel => Assert.Single(pixel.Distinct()));
    }

    [Fact]
    public void Progress_reaches_the_log_without_a_line_for_every_step()
    {
        var lines = new List<string>();
        _ml.Log += (_, e) =>
        {
            if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Info)
            {
                lines.Add(e.Message);
            }
        };
        var steps = new List<int>();
        CausalFusionTrainerOptions options = TestPictures.Options(steps: 60);
        options.Progress = new Immediately<TrainingProgress>(progress => steps.Add(progress.Step));

        Fit(options).Dispose();

        Assert.Equal(Enumerable.Range(1, 60), steps);
        Assert.Contains(lines, line => line.Contains("Training on 12 images of 8×8×3 in 3 classes", StringComparison.Ordinal));
        string[] progress = [.. lines.Where(line => line.Contains("Step ", StringComparison.Ordinal))];
        Assert.InRange(progress.Length, 2, 50);
        Assert.Matches(@"Step 60 of 60: loss \d+\.\d{4}, [\d.]+ images/s, 0 s left", progress[^1]);
    }

    [Fact]
    public void The_users_own_images_survive_training()
    {
        List<Picture> pictures = TestPictures.Make(6);
        TestPictures.Pipeline(_ml).Fit(_ml.Data.LoadFromEnumerable(pictures)).Dispose();
        Assert.All(pictures, picture => Assert.Equal(TestPictures.Size, picture.Image!.Height));
    }

    [Fact]
    public void Options_changed_after_the_trainer_is_made_do_not_reach_it()
    {
        CausalFusionTrainerOptions options = TestPictures.Options();
        ImageGenerationTrainer trainer = _ml.ImageGeneration.Trainers.CausalFusion(options);
        options.Width = 32;
        IDataView data = _ml.Data.LoadFromEnumerable(TestPictures.Make(3));
        data = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);

        using ImageGenerationTransformer model = trainer.Fit(data);

        Assert.Equal(16, model.Config.Width);
    }

    [Fact]
    public void The_shape_of_the_output_has_the_images_and_the_inputs_columns()
    {
        var pipeline = TestPictures.Pipeline(_ml).Append(_ml.Transforms.CopyColumns("Copy", "GeneratedImage"));
        using var model = (IDisposable)pipeline.Fit(_ml.Data.LoadFromEnumerable(TestPictures.Make(4)));
        DataViewSchema schema = ((ITransformer)model).GetOutputSchema(_ml.Data.LoadFromEnumerable(TestPictures.Make(1)).Schema);

        Assert.Equal(["Image", "Label", "Label", "Caption", "GeneratedImage", "Copy"], schema.Select(column => column.Name));
    }

    private TransformerChain<ImageGenerationTransformer> Fit(CausalFusionTrainerOptions options) =>
        TestPictures.Pipeline(_ml, options).Fit(_ml.Data.LoadFromEnumerable(TestPictures.Make(12)));

    private static List<string> DrawnAfter(CausalFusionTrainerOptions options, int seed)
    {
        var ml = new MLContext(seed);
        using TransformerChain<ImageGenerationTransformer> model =
            TestPictures.Pipeline(ml, options).Fit(ml.Data.LoadFromEnumerable(TestPictures.Make(12)));
        return TestPictures.Hashes(
            model.Transform(ml.Data.LoadFromEnumerable([new Request { Label = "red", Seed = 1 }, new Request { Label = "blue", Seed = 2 }])));
    }

    private sealed class Drawn
    {
        [ImageType(TestPictures.Size, TestPictures.Size)]
        public MLImage? GeneratedImage { get; set; }
    }
}
