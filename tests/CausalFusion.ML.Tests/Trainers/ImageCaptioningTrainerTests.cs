using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Transfusion;
using CausalFusion.ML.Tests.Data;
using CausalFusion.ML.Tests.Saving;
using CausalFusion.Models;
using CausalFusion.Text;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Trainers;

/// <summary>One network that captions images and generates them of texts, trained in ML.NET.</summary>
public class ImageCaptioningTrainerTests
{
    private readonly MLContext _ml = new(seed: 3);

    private IDataView Data => _ml.Data.LoadFromEnumerable(TestPictures.Make(12));

    [Fact]
    public void One_network_learns_to_say_what_pictures_show_and_to_draw_what_is_said()
    {
        Picture[] pictures = [.. TestPictures.Make(12)];
        foreach (Picture picture in pictures)
        {
            picture.Caption = $"a {picture.Label} picture";
        }
        IDataView data = _ml.Data.LoadFromEnumerable(pictures);
        CausalFusionCaptioningTrainerOptions options = TextNetworks.Options();
        options.Width = 32;
        options.Training = new TrainingOptions
        {
            Steps = 300, BatchSize = 12, LearningRate = 3e-3, WarmupSteps = 20, EmaDecay = 0.9, ImageFirstShare = 0.5, TextLossWeight = 1,
        };
        using ImageCaptioningTransformer model = _ml.ImageCaptioning.Trainers.CausalFusion(options).Fit(data);
        using ImageGenerationTransformer generator = _ml.Transforms
            .GenerateImages("Drawn", "Caption", model, new() { Generation = new() { DiffusionSteps = 20 } }).Fit(data);

        Assert.Equal(pictures.Select(picture => picture.Caption), Texts(model.Transform(data)));
        int right = 0;
        foreach ((MLImage image, int i) in generator.Transform(data).GetColumn<MLImage>("Drawn").Select((image, i) => (image, i)))
        {
            byte[] pixels = ImageConversion.ToPixels(image, 3);
            int[] sums = [.. Enumerable.Range(0, 3).Select(channel => pixels.Where((_, at) => at % 3 == channel).Sum(value => (int)value))];
            right += Array.IndexOf(sums, sums.Max()) == i % 3 ? 1 : 0;
        }
        Assert.InRange(right, 11, 12);
        Assert.True(model.Training!.FinalTextLoss < 0.5);
        Assert.Contains("TextLoss", model.History!.ToDataFrame().Columns.Select(column => column.Name));
    }

    [Fact]
    public void A_vocabulary_is_made_from_the_captions_and_saved_with_the_network()
    {
        using var folder = new TemporaryFolder();
        using ImageCaptioningTransformer model = _ml.ImageCaptioning.Trainers.CausalFusion(TextNetworks.Options()).Fit(Data);
        model.SaveModelFile(folder["bundle"]);

        ModelBundleInfo info = ModelBundle.Peek(folder["bundle"], CausalFusionConfig.FamilyName);
        Vocabulary expected =
            VocabularyTrainer.Train(Enumerable.Range(0, 12).Select(TestPictures.Caption), new VocabularyTrainingOptions { Size = 280 });
        Assert.Equal(expected, ModelInfo.Of(info.Entries, "it").Vocabulary);
        Assert.Equal((new TextShape { Vocabulary = expected.Size, MaxTokens = 8 }, 0), (model.Config.Text, model.Config.Classes));
    }

    [Fact]
    public void A_vocabulary_that_is_given_is_the_networks()
    {
        CausalFusionCaptioningTrainerOptions options = TextNetworks.Options();
        options.Vocabulary = VocabularyTrainer.Train(["something else, something else"], new VocabularyTrainingOptions { Size = 270 });
        using ImageCaptioningTransformer model = _ml.ImageCaptioning.Trainers.CausalFusion(options).Fit(Data);

        Assert.Equal((options.Vocabulary, options.Vocabulary.Size), (model.Info.Vocabulary, model.Config.Text!.Vocabulary));
    }

    [Fact]
    public void Captions_that_are_too_long_are_cut_which_the_log_tells()
    {
        List<Picture> pictures = TestPictures.Make(6);
        pictures[1].Caption = "0123456789ABCDEF";
        pictures[4].Caption = "0123456789";
        var warnings = new List<string>();
        _ml.Log += (_, e) =>
        {
            if (e.Kind == ChannelMessageKind.Warning)
            {
                warnings.Add(e.Message);
            }
        };
        CausalFusionCaptioningTrainerOptions options = TextNetworks.Options();
        (options.Vocabulary, options.MaxTokens) = (TextNetworks.Vocabulary, 9);

        _ml.ImageCaptioning.Trainers.CausalFusion(options).Fit(_ml.Data.LoadFromEnumerable(pictures)).Dispose();

        Assert.Contains("2 of 6 captions have more than 9 tokens (MaxTokens) and are cut; the longest has 16.", Assert.Single(warnings),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public void An_image_without_a_caption_is_named_with_its_row_and_column(string? caption)
    {
        List<Picture> pictures = TestPictures.Make(6);
        pictures[4].Caption = caption!;

        string message = Assert.Throws<InvalidDataException>(
            () => _ml.ImageCaptioning.Trainers.CausalFusion(TextNetworks.Options()).Fit(_ml.Data.LoadFromEnumerable(pictures))).Message;

        Assert.Equal("Row 4, column 'Caption': expected what the image shows, found no text, or an empty one.", message);
    }

    [Fact]
    public void Of_several_captions_of_an_image_all_are_learned_and_empty_ones_are_left_out()
    {
        Several[] rows = [.. Enumerable.Range(0, 6).Select(
            i => new Several { Image = TestPictures.Image(i), Captions = [TestPictures.Caption(i), "", " a picture "] })];
        CausalFusionCaptioningTrainerOptions options = TextNetworks.Options();
        options.CaptionColumnName = "Captions";
        var lines = new List<string>();
        _ml.Log += (_, e) => lines.Add(e.Message);

        using ImageCaptioningTransformer model = _ml.ImageCaptioning.Trainers.CausalFusion(options).Fit(_ml.Data.LoadFromEnumerable(rows));
        rows[3].Captions = ["", " "];

        Assert.Contains(lines, line => line.Contains("Training on 6 images of 8×8×3 with 12 captions", StringComparison.Ordinal));
        Assert.Contains(
            "Row 3, column 'Captions': expected what the image shows", Assert.Throws<InvalidDataException>(
                () => _ml.ImageCaptioning.Trainers.CausalFusion(options).Fit(_ml.Data.LoadFromEnumerable(rows))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_is_canceled_resumes_to_the_same_network_but_not_on_other_captions()
    {
        using var folder = new TemporaryFolder();
        List<string> expected = Written(TextNetworks.Options());
        using var source = new CancellationTokenSource();
        CausalFusionCaptioningTrainerOptions options = TextNetworks.Options();
        options.Training = options.Training with { CheckpointPath = folder["training"] };
        options.CancellationToken = source.Token;
        options.Progress = new Immediately<TrainingProgress>(_ => source.Cancel());
        Assert.ThrowsAny<OperationCanceledException>(() => Written(options));
        options.CancellationToken = default;
        var steps = new List<int>();
        options.Progress = new Immediately<TrainingProgress>(progress => steps.Add(progress.Step));
        List<Picture> others = TestPictures.Make(12);
        (others[0].Caption, others[1].Caption) = (others[1].Caption, others[0].Caption);

        Assert.Contains(
            "dataset_fingerprint", Assert.Throws<InvalidDataException>(
                () => _ml.ImageCaptioning.Trainers.CausalFusion(options).Fit(_ml.Data.LoadFromEnumerable(others))).Message, StringComparison.Ordinal);
        Assert.Equal(expected, Written(options));
        Assert.Equal([2, 3], steps);
    }

    [Fact]
    public void What_it_trained_writes_and_draws_the_same_from_a_zip_in_a_new_process()
    {
        using var folder = new TemporaryFolder();
        using ImageCaptioningTransformer model = _ml.ImageCaptioning.Trainers.Transfusion(TextNetworks.TransfusionOptions()).Fit(Data);
        using ImageGenerationTransformer generator = _ml.Transforms
            .GenerateImages("GeneratedImage", "Caption", model, new() { Generation = Diffusions.Sampling }).Fit(Data);
        var both = new TransformerChain<ITransformer>(model, generator);
        _ml.Model.Save(both, Data.Schema, folder["model.zip"]);

        string made = string.Join(' ', LoadingProcess.Results(_ml, both));

        Assert.IsType<TransfusionConfig>(model.Config);
        Assert.Equal([made, made], LoadingProcess.Run(folder["model.zip"]));
    }

    [Fact]
    public void On_latents_it_writes_and_draws_too()
    {
        using var folder = new TemporaryFolder();
        using (var autoencoder = new KlAutoencoder(SmallAutoencoders.StableDiffusion))
        {
            autoencoder.Save(folder["autoencoder"]);
        }
        CausalFusionCaptioningTrainerOptions options = TextNetworks.Options();
        (options.AutoencoderFile, options.PatchSize) = (folder["autoencoder"], 1);

        using ImageCaptioningTransformer model = _ml.ImageCaptioning.Trainers.CausalFusion(options).Fit(Data);
        using ImageGenerationTransformer generator =
            _ml.Transforms.GenerateImages("Drawn", "Caption", model, new() { Generation = Diffusions.Sampling }).Fit(Data);

        Assert.Equal((2, 4), (model.Config.ImageSize, model.Config.Channels));
        Assert.Equal(12, Texts(model.Transform(Data)).Count);
        Assert.Equal(12, TestPictures.Hashes(generator.Transform(Data), "Drawn").Distinct().Count());
    }

    [Fact]
    public void The_short_form_names_columns_and_the_defaults_are_those_of_a_small_network()
    {
        IDataView rows = _ml.Transforms.CopyColumns("Words", "Caption").Fit(Data).Transform(Data);
        using ImageCaptioningTransformer model =
            _ml.ImageCaptioning.Trainers.CausalFusion("Words", "Image", "Said", imageSize: TestPictures.Size, steps: 2).Fit(rows);
        new CausalFusionCaptioningTrainerOptions().Validate();
        new TransfusionTrainerOptions().Validate();

        Assert.Equal(("Said", "Image", 35, 192), (model.OutputColumnName, model.ImageColumnName, model.Config.Text!.MaxTokens, model.Config.Width));
        Assert.NotNull(_ml.ImageCaptioning.Trainers.Transfusion());
    }

    public static TheoryData<string, Action<ImageCaptioningTrainerOptions>> Mistakes { get; } = new()
    {
        { "MaxTokens must be at least 1; found 0", o => o.MaxTokens = 0 },
        { "ScoreColumnName must be null or the name of another column than OutputColumnName", o => o.ScoreColumnName = "GeneratedCaption" },
        { "Size", o => o.VocabularyTraining = new() { Size = 100 } },
        { "Heads must divide Width; found 3 and 16", o => o.Heads = 3 },
        { "LabelDropout must be the default, 0.1, for a network that reads text", o => o.Training = o.Training with { LabelDropout = 0.2 } },
        { "MaxTokens must be in 1…8; found 9", o => o.Captioning = new() { MaxTokens = 9 } },
        { "Channels must be 1 or 3; found 2", o => o.Channels = 2 },
        { "PatchSize must divide ImageSize; found 3 and 8", o => o.PatchSize = 3 },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public void A_mistake_in_the_options_is_named_when_the_trainer_is_made(string message, Action<ImageCaptioningTrainerOptions> mistake)
    {
        CausalFusionCaptioningTrainerOptions options = TextNetworks.Options();
        TransfusionTrainerOptions others = TextNetworks.TransfusionOptions();
        mistake(options);
        mistake(others);
        Assert.Contains(
            message, Assert.ThrowsAny<ArgumentException>(() => _ml.ImageCaptioning.Trainers.CausalFusion(options)).Message, StringComparison.Ordinal);
        Assert.Contains(
            message, Assert.ThrowsAny<ArgumentException>(() => _ml.ImageCaptioning.Trainers.Transfusion(others)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transfusion_refuses_what_it_would_not_follow()
    {
        TransfusionTrainerOptions options = TextNetworks.TransfusionOptions();
        options.Training = options.Training with { Split = ArSplitPolicy.Equal(4) };
        Assert.Contains(
            "Split must be the default, random:0.9, for a network of kind 'transfusion'",
            Assert.Throws<ArgumentException>(() => _ml.ImageCaptioning.Trainers.Transfusion(options)).Message, StringComparison.Ordinal);
    }

    private List<string> Written(CausalFusionCaptioningTrainerOptions options)
    {
        using ImageCaptioningTransformer model = _ml.ImageCaptioning.Trainers.CausalFusion(options).Fit(Data);
        return Texts(model.Transform(Data));
    }

    private static List<string> Texts(IDataView data) => [.. data.GetColumn<string>("GeneratedCaption")];

    private sealed class Several
    {
        [ImageType(TestPictures.Size, TestPictures.Size)]
        public MLImage? Image { get; set; }

        public string[] Captions { get; set; } = [];
    }
}
