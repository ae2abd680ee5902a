using CausalFusion.Checkpoints;
using CausalFusion.Conditions;
using CausalFusion.Data;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.ML.Tests.Data;
using CausalFusion.Models;
using CausalFusion.Text;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using TorchSharp;

namespace CausalFusion.ML.Tests.Docs;

/// <summary>The examples of docs/text.md, on a tiny network.</summary>
[Collection(nameof(RunsAlone))]
public sealed class TextExample
{
    [Fact]
    public void Text_and_images_in_one_network()
    {
        const int steps = 2;
        Picture[] rows = [.. Enumerable.Range(0, 6).Select(i => new Picture
        {
            Image = TestPictures.Image(i), Caption = TestPictures.Caption(i), References = [TestPictures.Caption(i), "a picture"],
        })];
        Wish[] wishes = [.. Enumerable.Range(0, 3).Select(i => new Wish { Prompt = TestPictures.Caption(i), Seed = (ulong)i })];
        var ml = new MLContext(seed: 7);
        IDataView pictures = ml.Data.LoadFromEnumerable(rows), prompts = ml.Data.LoadFromEnumerable(wishes);

        #region docs text training
        var trainer = ml.ImageCaptioning.Trainers.CausalFusion(new()
        {
            ImageSize = 8, Width = 96, Layers = 4, Heads = 4, MaxTokens = 16,
            Training = new() { Steps = steps, BatchSize = 64 },
        });
        using ImageCaptioningTransformer model = trainer.Fit(pictures);             // rows of Image and Caption
        ml.Model.Save(model, pictures.Schema, "pictures.zip");                      // network and vocabulary
        #endregion

        File.Delete("pictures.zip");

        #region docs text generating
        using var generator = ml.Transforms
            .GenerateImages("Drawn", "Prompt", model, new()
            {
                Generation = new() { DiffusionSteps = 20, ArSteps = 2, GuidanceScale = 3, Negative = Condition.OfText("a blue picture") },
            })
            .Fit(prompts);
        IDataView drawn = generator.Transform(prompts);                             // rows of Prompt and Seed
        #endregion

        Assert.Equal(3, TestPictures.Hashes(drawn, "Drawn").Count);

        #region docs text editing
        using var editor = ml.Transforms
            .EditImages("Edited", "Image", model, new()
            {
                Mask = "left", Prompt = "a red picture", Generation = new() { DiffusionSteps = 20, GuidanceScale = 3 },
            })
            .Fit(pictures);
        IDataView edited = editor.Transform(pictures);
        #endregion

        Assert.Equal(6, TestPictures.Hashes(edited, "Edited").Count);

        #region docs text captioning
        using var captioner = ml.Transforms
            .CaptionImages("Said", "Image", model, new()
            {
                Captioning = new() { Decoding = CaptionDecoding.BeamSearch, Beams = 4 }, ScoreColumnName = "Score",
            })
            .Fit(pictures);
        IDataView captioned = captioner.Transform(pictures);
        ImageCaptioningMetrics metrics = ml.ImageCaptioning.Evaluate(captioned, "Said", "References");
        Console.WriteLine($"CIDEr {100 * metrics.CiderD:F1}");
        #endregion

        Assert.Equal(6, metrics.ImageCount);
        Assert.All(captioned.GetColumn<float>("Score"), score => Assert.InRange(score, -1000, 0));

        #region docs text completing
        using var completer = ml.Transforms.CaptionImages("Said", "Image", model, new() { BeginningColumnName = "Beginning" }).Fit(pictures);
        using var engine = ml.Model.CreatePredictionEngine<Picture, Answer>(
            completer, new PredictionEngineOptions { OwnsTransformer = false });
        string said = engine.Predict(new Picture { Image = rows[0].Image, Beginning = "a red" }).Said;
        #endregion

        Assert.StartsWith("a red", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_classes_learns_to_read_and_write()
    {
        const int steps = 1;
        using var folder = new TemporaryFolder();
        string old = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
        try
        {
            using (var made = new CausalFusionModel(new CausalFusionConfig
            {
                ImageSize = 8, Channels = 3, PatchSize = 2, Width = 16, Layers = 2, Heads = 2, Classes = 3,
            }))
            {
                made.Info = made.Info with { ClassNames = ["red", "green", "blue"] };
                made.Save("classes.safetensors");
            }
            Directory.CreateDirectory("photos");
            for (int i = 0; i < 3; i++)
            {
                using MLImage image = TestPictures.Image(i);
                image.Save(Path.Combine("photos", $"{i}.png"));
                File.WriteAllText(Path.Combine("photos", $"{i}.txt"), TestPictures.Caption(i));
            }

            #region docs text from classes
            CaptionedImages photos = CaptionFolder.List("photos");                      // a.jpg and a.txt, …
            Vocabulary vocabulary = VocabularyTrainer.Train(Enumerable.Range(0, photos.Count).SelectMany(photos.CaptionsOf));
            using ModelFile file = ModelFile.Open("classes.safetensors");
            CausalFusionConfig classes = CausalFusionConfig.FromJson(file.Config!);
            using var network = new CausalFusionModel(classes with { Classes = 0, Text = new() { Vocabulary = vocabulary.Size } }, seed: 1);
            SharedWeights weights = SharedWeights.Load(network, file);
            Console.WriteLine(weights);         // 41 loaded ('pos_embed', …); 5 initialized ('text_embed.weight', …); …; 2 left out (…)
            network.Info = ModelInfo.Of(file) with { Vocabulary = vocabulary, ClassNames = [] };

            using var images = new CaptionTrainingDataset(new CaptionedImageDataset(photos, classes.Shape, new MLImageDecoder()));
            new Trainer(new TrainingOptions { Steps = steps, BatchSize = 64 }).Train(network, images);
            network.Save("photos.safetensors");
            #endregion

            using torch.Tensor first = torch.zeros(1, 3, 8, 8);
            #region docs text in turn
            var request = new GenerationRequest(Condition.OfText("a blue picture"), Seed: 2)
            {
                Context = [ContextPart.OfText("a red picture"), ContextPart.OfImage(first[0])],
            };
            using torch.Tensor second = new ImageGenerator(network).Generate([request], new GenerationOptions { DiffusionSteps = 50 });
            #endregion

            Assert.Equal([1, 3, 8, 8], second.shape);
            Assert.Equal(5, weights.Initialized.Count);
            Assert.Equal(["y_embedder.embedding_table.weight", "cond_pos_embed"], weights.LeftOut.OrderDescending());
            Assert.Equal(41, weights.Loaded.Count);
            Assert.Equal(vocabulary, network.Info.Vocabulary);
        }
        finally
        {
            Environment.CurrentDirectory = old;
        }
    }

    #region docs text rows
    internal sealed class Picture
    {
        [ImageType(8, 8)]
        public MLImage? Image { get; set; }

        public string Caption { get; set; } = "";       // or string[]: several captions of an image

        public string[] References { get; set; } = [];  // for the evaluation alone

        public string Beginning { get; set; } = "";     // for completions alone
    }

    internal sealed class Wish
    {
        public string Prompt { get; set; } = "";

        public ulong Seed { get; set; }
    }

    internal sealed class Answer
    {
        public string Said { get; set; } = "";
    }
    #endregion
}
