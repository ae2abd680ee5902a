using CausalFusion.ML.Tests.Data;
using CausalFusion.ML.Transforms;
#region docs photos usings
using CausalFusion.ML.Images;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
#endregion

namespace CausalFusion.ML.Tests.Docs;

/// <summary>The second program of docs/getting-started.md, which trains on a folder of photos.</summary>
[Collection(nameof(RunsAlone))]
public sealed class OwnPhotosExample : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _oldFolder = Environment.CurrentDirectory;

    public OwnPhotosExample() => Environment.CurrentDirectory = _folder.Path;

    public void Dispose()
    {
        Environment.CurrentDirectory = _oldFolder;
        _folder.Dispose();
    }

    [Fact]
    public void A_network_is_trained_on_photos_and_draws_after_it_was_loaded_again_until_it_is_stopped()
    {
        foreach (string name in new[] { "cats", "dogs" })
        {
            Directory.CreateDirectory(Path.Combine("photos", name));
            using MLImage photo = Pictures.Image(name[0], 64, isGrey: false);
            photo.Save(Path.Combine("photos", name, "1.png"));
        }
        string[] args = ["2"];

        #region docs photos
        int steps = args.Length > 0 ? int.Parse(args[0]) : 1000;
        var ml = new MLContext(seed: 1);
        ml.Log += (_, line) => Console.WriteLine(line.Message);
        IDataView photos = ml.Data.LoadFromEnumerable(Directory.EnumerateFiles("photos", "*.*", SearchOption.AllDirectories)
            .Select(file => new Photo { Path = file, Label = Path.GetFileName(Path.GetDirectoryName(file))! }));
        var pipeline = ml.Transforms.LoadImages("Image", "", "Path")
            .Append(ml.ImageGeneration.Trainers.CausalFusion(new()
            {
                ImageSize = 32, Sizing = ImageSizing.CentreCrop,
                Width = 96, Layers = 4, Heads = 4,              // small and quick; the defaults draw better and take longer
                Training = new() { Steps = steps, BatchSize = 32, LearningRate = 1e-3, WarmupSteps = 100, EmaDecay = 0.99 },
            }));
        using (var trained = pipeline.Fit(photos))
            ml.Model.Save(trained, photos.Schema, "photos.zip");
        #endregion

        #region docs photos again
        var other = new MLContext();
        other.RegisterCausalFusion();
        ITransformer chain = other.Model.Load("photos.zip", out _);
        IDataView requests = other.Data.LoadFromEnumerable([new Photo { Label = "cats", Seed = 1 }, new Photo { Label = "dogs", Seed = 2 }]);
        foreach (DrawnPhoto row in other.Data.CreateEnumerable<DrawnPhoto>(chain.Transform(requests), reuseRowObject: false))
            row.GeneratedImage.Save($"{row.Label}-{row.Seed}.png");
        #endregion

        #region docs cancel
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var generator = (ImageGenerationTransformer)((TransformerChain<ITransformer>)chain).LastTransformer;
        using var stoppable = generator.WithCancellation(patience.Token);   // shares the network
        IDataView images = stoppable.Transform(requests);                   // reading them throws OperationCanceledException after five minutes
        #endregion

        Assert.Equal(2, Pictures.Hashes(images).Count);
        patience.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Pictures.Hashes(images));
        ((IDisposable)chain).Dispose();
        Assert.Equal(["cats-1.png", "dogs-2.png", "photos.zip"], _folder.FileNames);
    }

    #region docs photos rows
    internal sealed class Photo
    {
        public string Path { get; set; } = "";

        public string Label { get; set; } = "";

        public ulong Seed { get; set; }
    }

    internal sealed class DrawnPhoto
    {
        public string Label { get; set; } = "";

        public ulong Seed { get; set; }

        [ImageType(32, 32)]
        public MLImage GeneratedImage { get; set; } = null!;
    }
    #endregion
}
