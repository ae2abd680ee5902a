using CausalFusion.Autoencoders;
using CausalFusion.Data;
using CausalFusion.Families.Dit;
using CausalFusion.Images;
using CausalFusion.Latents;
using CausalFusion.ML.Tests.Data;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Docs;

/// <summary>Those examples of docs/ that need ML.NET, run in an empty folder on tiny networks.</summary>
[Collection(nameof(RunsAlone))]
public sealed class MlExamples : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _oldFolder = Environment.CurrentDirectory;

    public MlExamples() => Environment.CurrentDirectory = _folder.Path;

    public void Dispose()
    {
        Environment.CurrentDirectory = _oldFolder;
        _folder.Dispose();
    }

    [Fact]
    public void A_trainer_of_latents()
    {
        WritePhotos();
        WriteAutoencoder();
        const int steps = 2;
        var ml = new MLContext(seed: 1);
        IDataView files =
            ml.Data.LoadFromEnumerable(new[] { "cats", "dogs" }.Select(name => new Photo { Path = $"photos/{name}/1.png", Label = name }).ToArray());

        #region docs latent trainer
        var pipeline = ml.Transforms.LoadImages("Image", "", "Path")
            .Append(ml.ImageGeneration.Trainers.CausalFusion(new()
            {
                ImageSize = 64, Sizing = ImageSizing.CenterCrop, AutoencoderFile = "vae.safetensors", PatchSize = 2,
                Training = new() { Steps = steps, BatchSize = 32 },
            }));
        using var model = pipeline.Fit(files);
        #endregion

        Assert.Equal((16, 4), (model.LastTransformer.Config.ImageSize, model.LastTransformer.Config.Channels));
        Assert.Equal(["cats", "dogs"], model.LastTransformer.ClassNames.ToArray());
    }

    [Fact]
    public void Training_on_latents()
    {
        WritePhotos();
        WriteAutoencoder();

        #region docs latents
        using KlAutoencoder autoencoder = KlAutoencoder.Load("vae.safetensors");
        using var photos = new ImageFolderDataset("photos", size: 64, channels: 3, new MLImageDecoder());
        LatentCache.Encode(photos, autoencoder, "latents");
        using LatentDataset latents = LatentDataset.Open("latents");
        #endregion

        Assert.Equal(2, latents.Count);
        Assert.Equal(["cats", "dogs"], latents.ClassNames);
        Assert.Equal(new ImageShape(16, 16, 4), latents.Shape);
    }

    [Fact]
    public void A_diffusion_transformer_over_its_autoencoder()
    {
        using (DitModel made = Diffusions.Make(Diffusions.LatentConfig))
        using (var decoder = new KlAutoencoder(
            new() { LatentChannels = 4, LatentScale = 0.18215, ChannelMultipliers = [1, 1, 1, 1], BaseChannels = 4, NormGroups = 2 }))
        {
            made.Save("DiT-XL-2-256x256.pt");
            decoder.Save("sd-vae-ft-ema.safetensors");
        }
        var ml = new MLContext(seed: 1);
        IDataView wishes = ml.Data.LoadFromEnumerable([new Large { Label = 1 }]);

        #region docs dit
        var painted = ml.Transforms.GenerateImages(
            "Painted", "Label", "DiT-XL-2-256x256.pt", new()
            {
                AutoencoderFile = "sd-vae-ft-ema.safetensors",
                Generation = new() { GuidanceScale = 4 },
            });
        #endregion

        using var painting = painted.Fit(wishes);
        Assert.Equal(new ImageDataViewType(32, 32), painting.GetOutputSchema(wishes.Schema)["Painted"].Type);
        Assert.Single(TestPictures.Hashes(painting.Transform(wishes), "Painted"));
    }

    [Fact]
    public void Training_a_diffusion_transformer()
    {
        var ml = new MLContext(seed: 1);
        using MLImage first = TestPictures.Image(1, 28, isGray: true), second = TestPictures.Image(2, 28, isGray: true);
        IDataView garments = ml.Data.LoadFromEnumerable([new Small { Label = "a", Image = first }, new Small { Label = "b", Image = second }]);
        const int steps = 1;

        #region docs dit trainer
        var tiles = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.ImageGeneration.Trainers.Dit(new()
        {
            ImageSize = 28, Channels = 1, Width = 96, Layers = 4, Heads = 4,
            Training = new() { Steps = steps, BatchSize = 64 }, Generation = new() { DiffusionSteps = 50, GuidanceScale = 3 },
        }));
        #endregion

        using var model = tiles.Fit(garments);
        Assert.Equal(2, TestPictures.Hashes(model.Transform(garments)).Count);
    }

    [Fact]
    public void A_confusion_matrix_as_a_data_frame()
    {
        var ml = new MLContext(seed: 1);
        string[] names = ["Bag", "Coat", "Shirt"];
        IDataView scored = ml.Data.LoadFromEnumerable([new Judged(0, 0), new Judged(1, 1), new Judged(1, 2), new Judged(2, 0)]);

        #region docs confusion
        MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(scored);
        DataFrame confusion = metrics.ConfusionMatrix.ToDataFrame(names);       // Class, a count for each class, Precision, Recall
        DataFrame hard = confusion.Filter(confusion["Recall"].ElementwiseLessThan(0.7)).OrderBy("Recall");
        #endregion

        Assert.Equal(["Shirt", "Coat"], hard["Class"].Cast<string>());
    }

    [Fact]
    public void Captions_and_their_scores()
    {
        var ml = new MLContext(seed: 1);

        #region docs captions
        IDataView data = ml.Data.LoadFromEnumerable([
            new Described { Caption = "a dog catches a ball", References = ["A dog jumps for a red ball.", "The dog catches a ball!"] },
            new Described { Caption = "a train", References = ["A train waits at the station."] }]);
        ImageCaptioningMetrics metrics = ml.ImageCaptioning.Evaluate(data);
        Console.WriteLine($"CIDEr {100 * metrics.CiderD:F1}, BLEU-4 {100 * metrics.Bleu4:F1}, ROUGE-L {100 * metrics.RougeL:F1}");
        double[] worstFirst = [.. metrics.CiderDPerImage.Order()];
        #endregion

        Assert.Equal(metrics.CiderD, worstFirst.Average(), 1e-12);
        Assert.True(worstFirst[0] > 0 && metrics.Bleu4 > 0);
    }

    private static void WriteAutoencoder()
    {
        var config = new KlAutoencoderConfig
        {
            LatentChannels = 4,
            LatentScale = 0.18215,
            ChannelMultipliers = [1, 2, 2],
            BaseChannels = 4,
            NormGroups = 2,
        };
        using var made = new KlAutoencoder(config);
        made.Save("vae.safetensors");
    }

    private static void WritePhotos()
    {
        foreach (string name in new[] { "cats", "dogs" })
        {
            Directory.CreateDirectory(Path.Combine("photos", name));
            using MLImage photo = TestPictures.Image(name.Length + name[0], 64, isGray: false);
            photo.Save(Path.Combine("photos", name, "1.png"));
        }
    }

    private sealed class Described
    {
        public string Caption { get; set; } = "";

        public string[] References { get; set; } = [];
    }

    private sealed class Photo
    {
        public string Path { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class Large
    {
        public int Label { get; set; }

        [ImageType(40, 40)]
        public MLImage Image { get; set; } = null!;
    }

    private sealed class Small
    {
        public string Label { get; set; } = "";

        [ImageType(28, 28)]
        public MLImage Image { get; set; } = null!;
    }
}
