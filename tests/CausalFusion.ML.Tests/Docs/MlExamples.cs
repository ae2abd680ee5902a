using CausalFusion.Autoencoders;
using CausalFusion.Data;
using CausalFusion.ML.Images;
using CausalFusion.ML.Tests.Data;
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
    public void Getting_started()
    {
        WritePhotos();
        const int steps = 2;

        #region docs started
        var ml = new MLContext(seed: 1);
        IDataView files = ml.Data.LoadFromEnumerable(Directory.EnumerateFiles("photos", "*.*", SearchOption.AllDirectories)
            .Select(file => new Photo { Path = file, Label = Path.GetFileName(Path.GetDirectoryName(file))! }));
        var pipeline = ml.Transforms.LoadImages("Image", "", "Path")
            .Append(ml.Transforms.ResizeImages("Image", 32, 32))
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.ImageGeneration.Trainers.CausalFusion(new() { ImageSize = 32, Training = new() { Steps = steps, BatchSize = 32 } }));
        using var model = pipeline.Fit(files);
        ml.Model.Save(model, files.Schema, "photos.zip");
        #endregion

        #region docs again
        var other = new MLContext();
        other.RegisterCausalFusion();
        ITransformer chain = other.Model.Load("photos.zip", out _);
        IDataView requests = other.Data.LoadFromEnumerable([new Photo { Label = "cats", Seed = 1 }, new Photo { Label = "dogs", Seed = 2 }]);
        foreach (Drawn row in other.Data.CreateEnumerable<Drawn>(chain.Transform(requests), reuseRowObject: false))
            row.GeneratedImage.Save($"drawn-{row.Seed}.png");
        #endregion

        ((IDisposable)chain).Dispose();
        Assert.Equal(["drawn-1.png", "drawn-2.png", "photos.zip"], _folder.FileNames);
    }

    [Fact]
    public void Training_on_latents()
    {
        WritePhotos();
        var config = new KlAutoencoderConfig { LatentChannels = 4, LatentScale = 0.18215, ChannelMultipliers = [1, 2, 2], BaseChannels = 4, NormGroups = 2 };
        using (var made = new KlAutoencoder(config))
        {
            made.Save("vae.safetensors");
        }

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

    private static void WritePhotos()
    {
        foreach (string name in new[] { "cats", "dogs" })
        {
            Directory.CreateDirectory(Path.Combine("photos", name));
            using MLImage photo = Pictures.Image(name.Length + name[0], 64, isGrey: false);
            photo.Save(Path.Combine("photos", name, "1.png"));
        }
    }

    private sealed class Photo
    {
        public string Path { get; set; } = "";

        public string Label { get; set; } = "";

        public ulong Seed { get; set; }
    }

    private sealed class Drawn
    {
        public ulong Seed { get; set; }

        [ImageType(32, 32)]
        public MLImage GeneratedImage { get; set; } = null!;
    }
}
