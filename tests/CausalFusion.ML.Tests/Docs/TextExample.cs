using CausalFusion.Conditions;
using CausalFusion.Generation;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

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
